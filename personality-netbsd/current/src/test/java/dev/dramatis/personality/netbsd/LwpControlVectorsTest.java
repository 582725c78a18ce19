package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LwpControlVectorsTest {
  private static final int REVISION = 2025;

  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final Lwp curl = bench.newLwp(p, LwpState.ONPROC);

  /** An LWP in a state, as far as the functions under test can tell. */
  private Lwp target(int stat, boolean sintr, boolean wchan) {
    Lwp t = bench.newLwp(p, stat);
    t.number = -50;
    t.flag = sintr ? Flags.LW_SINTR : 0;
    t.wchan = wchan ? p : null;
    t.syncobj = wchan ? SyncObj.KPAUSE : SyncObj.SCHED;
    return t;
  }

  @Test
  void shouldSuspendByState() {
    VectorTable vectors =
        VectorTable.load(
            "suspend_table",
            "rev,t_stat,t_sintr,t_dbgsuspend,curl_wexit_or_wcore,ret,sets_wsuspend,need_userret,calls_setrunnable");
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      if (row.get("rev") != REVISION) {
        continue;
      }
      bench.run(curl);
      int stat = row.get("t_stat");
      Lwp t = target(stat, row.is("t_sintr"), stat == LwpState.SLEEP);
      t.flag |= row.is("t_dbgsuspend") ? Flags.LW_DBGSUSPEND : 0;
      curl.flag = row.is("curl_wexit_or_wcore") ? Flags.LW_WEXIT : 0;
      p.lock.enter(curl);
      bench.kern.lwpLock(bench.ci, t);
      long before = bench.kern.checks.evaluations(Check.K67);
      int ret = bench.kern.control.lwpSuspend(curl, t);
      assertThat(bench.kern.checks.evaluations(Check.K67) - before)
          .as(row::toString)
          .isEqualTo(row.get("need_userret"));
      p.lock.exit(curl);
      assertThat(ret).as(row::toString).isEqualTo(row.get("ret"));
      assertThat((t.flag & Flags.LW_WSUSPEND) != 0)
          .as(row::toString)
          .isEqualTo(row.is("sets_wsuspend"));
      boolean setrunnable =
          (stat == LwpState.SLEEP || stat == LwpState.STOP) && t.stat == LwpState.RUN;
      assertThat(setrunnable).as(row::toString).isEqualTo(row.is("calls_setrunnable"));
    }
  }

  @Test
  void shouldContinueByState() {
    VectorTable vectors =
        VectorTable.load(
            "continue_table",
            "rev,l_stat,wreboot,dbgsuspend,wsuspend_pre,wsuspend_post_before_setrunnable,calls_setrunnable");
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      if (row.get("rev") != REVISION) {
        continue;
      }
      bench.run(curl);
      Lwp t = target(row.get("l_stat"), false, row.get("l_stat") == LwpState.SLEEP);
      t.flag |= row.is("wreboot") ? Flags.LW_WREBOOT : 0;
      t.flag |= row.is("dbgsuspend") ? Flags.LW_DBGSUSPEND : 0;
      t.flag |= row.is("wsuspend_pre") ? Flags.LW_WSUSPEND : 0;
      p.lock.enter(curl);
      bench.kern.lwpLock(bench.ci, t);
      bench.kern.control.lwpContinue(curl, t);
      p.lock.exit(curl);
      boolean setrunnable = row.get("l_stat") == LwpState.SUSPENDED && t.stat == LwpState.RUN;
      assertThat(setrunnable).as(row::toString).isEqualTo(row.is("calls_setrunnable"));
      if (!setrunnable) {
        assertThat((t.flag & Flags.LW_WSUSPEND) != 0)
            .as(row::toString)
            .isEqualTo(row.is("wsuspend_post_before_setrunnable"));
      }
    }
  }

  @Test
  void shouldUnstopByState() {
    VectorTable vectors =
        VectorTable.load(
            "unstop_table",
            "l_stat,wchan_nonnull,p_xsig_nonzero,sintr,p_waited,proc_set_active,parent_nstopchild_delta,calls_setrunnable,"
                + "new_stat_if_not_setrunnable,nrlwps_delta_direct");
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      bench.run(curl);
      Lwp t = target(row.get("l_stat"), row.is("sintr"), row.is("wchan_nonnull"));
      p.stat = Proc.SSTOP;
      p.nrlwps = 0;
      p.xsig = row.get("p_xsig_nonzero");
      p.waited = row.is("p_waited");
      bench.kern.initproc.nstopchild = 0;
      bench.kern.procLock.enter(curl);
      p.lock.enter(curl);
      bench.kern.control.lwpUnstop(curl, t);
      p.lock.exit(curl);
      bench.kern.procLock.exit(curl);
      boolean setrunnable = row.get("l_stat") == LwpState.STOP && t.stat == LwpState.RUN;
      assertThat(p.stat == Proc.SACTIVE).as(row::toString).isEqualTo(row.is("proc_set_active"));
      assertThat(bench.kern.initproc.nstopchild)
          .as(row::toString)
          .isEqualTo(row.get("parent_nstopchild_delta"));
      assertThat(setrunnable).as(row::toString).isEqualTo(row.is("calls_setrunnable"));
      if (!setrunnable) {
        assertThat(t.stat).as(row::toString).isEqualTo(row.get("new_stat_if_not_setrunnable"));
        assertThat(p.nrlwps).as(row::toString).isEqualTo(row.get("nrlwps_delta_direct"));
      }
    }
  }
}
