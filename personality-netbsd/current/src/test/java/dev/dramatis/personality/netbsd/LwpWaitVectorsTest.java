package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LwpWaitVectorsTest {
  private static final String COLUMNS =
      "n,lid1,stat1,det1,w1,wfor1,waiter1,lid2,stat2,det2,w2,wfor2,waiter2,lid3,stat3,det3,w3,wfor3,waiter3,"
          + "lid4,stat4,det4,w4,wfor4,waiter4,nlwps,nzlwps,nrlwps,ndlwps,nlwpwait,zomb_lid,wexit,caller,lid,exiting,ret,"
          + "departed,post_nlwps,post_nzlwps,post_ndlwps,post_nlwpwait,post_caller_wfor,post_target_waiter";
  private static final int WOULD_SLEEP = -1;
  private static final int WOULD_SLEEP_A_TICK = -2;

  @Test
  void shouldDecideAsTheOriginal() {
    VectorTable vectors = VectorTable.load("wait_current", COLUMNS);
    for (int i = 0; i < vectors.size(); i++) {
      new Case(vectors.row(i)).check();
    }
  }

  private static final class Case {
    private final VectorTable.Row row;
    private final Bench bench = new Bench(false);
    private final Proc p;
    private final List<Lwp> lwps = new ArrayList<>();

    Case(VectorTable.Row row) {
      this.row = row;
      // Numbers up to 12 belong to others; the rest is given out as the row wants it.
      p = bench.newProc();
      List<Integer> free = new ArrayList<>();
      for (int n = 4; n >= 1; n--) {
        if (row.get("lid" + n) != 0) {
          lwps.add(0, lwp(n));
        }
      }
      assertThat(free).isEmpty();
      p.nlwps = row.get("nlwps");
      p.nzlwps = row.get("nzlwps");
      p.nrlwps = row.get("nrlwps");
      p.ndlwps = row.get("ndlwps");
      p.nlwpwait = row.get("nlwpwait");
      p.sflag = row.is("wexit") ? Flags.PS_WEXIT : 0;
      p.zomblwp = row.is("zomb_lid") ? find(row.get("zomb_lid")) : null;
    }

    private Lwp lwp(int n) {
      Lwp l = bench.newLwp(p, row.get("stat" + n));
      l.lid = row.get("lid" + n);
      l.number = -100 - n;
      l.prflag = row.is("det" + n) ? Flags.LPR_DETACHED : 0;
      l.waitingfor = row.get("wfor" + n);
      l.waiter = row.get("waiter" + n);
      bench.kern.pidTable.placeForTest(l);
      p.insertHead(l);
      return l;
    }

    private Lwp find(int lid) {
      return lwps.stream().filter(l -> l.lid == lid).findFirst().orElse(null);
    }

    void check() {
      Lwp caller = find(row.get("caller"));
      bench.run(caller);
      int lid = row.get("lid");
      Lwp target = lid == 0 ? null : find(lid);
      boolean freed = target != null && target == p.zomblwp;
      p.lock.enter(caller);
      int ret;
      try {
        ret = bench.kern.join.lwpWait(caller, lid, row.is("exiting"));
      } catch (Bench.Switched asleep) {
        ret = row.is("exiting") ? WOULD_SLEEP_A_TICK : WOULD_SLEEP;
      }
      assertThat(ret).as(row::toString).isEqualTo(row.get("ret"));
      if (ret == 0) {
        assertThat(caller.departed).as(row::toString).isEqualTo(row.get("departed"));
      }
      assertThat(p.nlwps).as(row::toString).isEqualTo(row.get("post_nlwps"));
      assertThat(p.nzlwps).as(row::toString).isEqualTo(row.get("post_nzlwps"));
      assertThat(p.ndlwps).as(row::toString).isEqualTo(row.get("post_ndlwps"));
      assertThat(p.nlwpwait).as(row::toString).isEqualTo(row.get("post_nlwpwait"));
      assertThat(caller.waitingfor).as(row::toString).isEqualTo(row.get("post_caller_wfor"));
      if (target != null && !freed) {
        assertThat(target.waiter).as(row::toString).isEqualTo(row.get("post_target_waiter"));
      }
    }
  }
}
