package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.sched.netbsd.bsd4.Activator;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The kernel's own schedulers under the kernel: after every row of the tables l_priority of struct
 * lwp is what the original calculates.
 */
class NativeSchedulersVectorsTest {
  private static final int HZ = 100;

  /** Clock ticks between two schedclocks: hz / 16. */
  private static final int SCHEDCLOCK = 6;

  /** A kernel with a scheduler of its own, on one CPU, driven by hand. */
  private static final class Desk {
    final Bench bench;
    final Kern kern;
    final CpuInfo ci;
    final Proc p;
    private int number = 100;

    Desk(SchedulerFactory policy) {
      bench = new Bench(true, Map.of(), policy);
      kern = bench.kern;
      ci = bench.ci;
      p = bench.newProc();
    }

    Lwp lwp(SchedClass schedClass, int priority, int nice) {
      Lwp l = bench.newLwp(p, LwpState.RUN);
      l.number = number++;
      l.schedClass = schedClass;
      l.priority = priority;
      l.nice = (byte) (nice - 20);
      kern.sched.addThread(l, null);
      ready(l, EnqueueReason.NEW);
      return l;
    }

    void ready(Lwp l, EnqueueReason why) {
      l.stat = LwpState.RUN;
      l.mutex = ci.spcMutex;
      l.pflag |= Flags.LP_QUEUED;
      kern.sched.enqueue(l, 0, why);
    }

    /** Puts an LWP, the only one that is ready, on the CPU. */
    void run(Lwp l) {
      assertThat(kern.sched.pickNext(0, null)).isSameAs(l);
      l.pflag &= ~Flags.LP_QUEUED;
      bench.run(l);
      kern.sched.running(l, 0);
      ci.wantResched = false;
    }

    void sleep(Lwp l) {
      kern.sched.stopping(l, 0, false);
      l.stat = LwpState.SLEEP;
      l.pflag &= ~Flags.LP_RUNNING;
      l.flag |= Flags.LW_SINTR;
      kern.sched.blocked(l);
    }

    void ticks(Lwp l, int count) {
      for (int i = 0; i < count; i++) {
        bench.now += Kern.TICK_NANOS;
        kern.sched.tick(0, l);
      }
    }
  }

  private static SchedClass schedClass(int value) {
    return switch (value) {
      case 0 -> SchedClass.TIMESHARE;
      case 1 -> SchedClass.FIFO;
      case 2 -> SchedClass.ROUND_ROBIN;
      default -> throw new AssertionError("unknown class " + value);
    };
  }

  private static Desk m2() {
    return new Desk(dev.dramatis.sched.netbsd.m2.Activator.factory());
  }

  // ---- 4.4BSD

  /** A hog that is charged 16 times a second, among others that are ready too. */
  @Test
  void bsd4ShouldFollowAHog() {
    VectorTable rows =
        VectorTable.load(
            "bsd4_trajectory",
            "nrun,p_nice,sec,ldavg1_used,estcpu_before_decay,estcpu_after_decay,l_priority_after");
    Desk desk = new Desk(Activator.factory());
    Lwp hog = null;
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      if (row.get("sec") == 1 || hog == null) {
        desk = new Desk(Activator.factory());
        hog = desk.lwp(SchedClass.TIMESHARE, 43, row.get("p_nice"));
        desk.run(hog);
        for (int n = 1; n < row.get("nrun"); n++) {
          desk.lwp(SchedClass.TIMESHARE, 43, 20);
        }
      }
      desk.ticks(hog, 16 * SCHEDCLOCK);
      desk.kern.sched.second();
      assertThat(hog.priority).as("%s", row).isEqualTo((short) row.get("l_priority_after"));
    }
  }

  /**
   * Use is made by schedclocks, each worth half a level; the rest of the rows cannot be reached.
   */
  @Test
  void bsd4ShouldSetPriorities() {
    VectorTable rows = VectorTable.load("bsd4_priority", "estcpu,p_nice,l_priority");
    int reached = 0;
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      int charges = row.get("estcpu") / 1024;
      if (row.get("estcpu") == charges * 1024 && charges <= 36) {
        Desk desk = new Desk(Activator.factory());
        Lwp l = desk.lwp(SchedClass.TIMESHARE, 43, row.get("p_nice"));
        desk.run(l);
        desk.ticks(l, charges * SCHEDCLOCK);
        assertThat(l.priority).as("%s", row).isEqualTo((short) row.get("l_priority"));
        reached++;
      }
    }
    assertThat(reached).isGreaterThan(20);
  }

  /** A new nice value counts at once, on top of what was used; a turn in another class does not. */
  @Test
  void bsd4ShouldKeepItsPriorityWhenTheKernelChangesNiceOrClass() {
    Desk desk = new Desk(Activator.factory());
    Lwp l = desk.lwp(SchedClass.TIMESHARE, 43, 20);
    desk.run(l);
    desk.ticks(l, 10 * SCHEDCLOCK);
    assertThat(l.priority).isEqualTo((short) 38);
    desk.kern.lwpLock(desk.ci, l);
    desk.kern.control.lwpChangepri(desk.ci, l, SchedClass.TIMESHARE, 5, l.priority);
    assertThat(l.priority).isEqualTo((short) 33);
    desk.kern.control.lwpChangepri(desk.ci, l, SchedClass.FIFO, 5, 150);
    assertThat(l.priority).isEqualTo((short) 150);
    desk.kern.control.lwpChangepri(desk.ci, l, SchedClass.TIMESHARE, 5, 38);
    assertThat(l.priority).isEqualTo((short) 33);
    desk.kern.lwpUnlock(desk.ci, l);
  }

  // ---- M2

  /** How long a slice is, from the table. */
  private static int slice(int pri) {
    VectorTable rows = VectorTable.load("m2_tables", "hz,min_ts,max_ts,rt_ts,pri,ts_map,high_pri");
    int slice = pri > 63 ? 10 : 15 - pri * 100 / 63 * 13 / 100;
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      if (row.get("hz") == HZ && row.get("pri") == pri) {
        assertThat(slice).as("%s", row).isEqualTo(row.get("ts_map"));
      }
    }
    return slice;
  }

  @Test
  void m2ShouldTick() {
    VectorTable rows =
        VectorTable.load(
            "m2_tick",
            "sched_class,l_priority,p_nice,spc_maxpriority,target_cpu_set,new_priority,should_yield");
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      Desk desk = m2();
      int pri = row.get("l_priority");
      Lwp l = desk.lwp(schedClass(row.get("sched_class")), pri, row.get("p_nice"));
      desk.run(l);
      if (row.get("spc_maxpriority") > 0) {
        desk.lwp(SchedClass.FIFO, row.get("spc_maxpriority"), 20);
      }
      if (row.is("target_cpu_set")) {
        l.affinity = new BitSet();
      }
      int slice = slice(pri);
      desk.ticks(l, slice - 1);
      assertThat(l.priority).as("before the slice is over, %s", row).isEqualTo((short) pri);
      desk.ci.wantResched = false;
      desk.ticks(l, 1);
      assertThat(l.priority).as("%s", row).isEqualTo((short) row.get("new_priority"));
      assertThat(desk.ci.wantResched).as("%s", row).isEqualTo(row.is("should_yield"));
    }
  }

  /**
   * An LWP that wakes up has slept, which has raised its priority by one. Batch threads take two
   * seconds to be recognized as such; those rows are left to the policy.
   */
  @Test
  void m2ShouldSleepWakeAndBeNice() {
    VectorTable rows =
        VectorTable.load(
            "m2_sleep_wake_nice", "op,l_priority,p_nice_or_new_nice,batch_or_slptime,new_priority");
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      int op = row.get("op");
      int pri = row.get("l_priority");
      if (op == 1 && row.is("batch_or_slptime") || op == 2 && pri == 0) {
        continue;
      }
      Desk desk = m2();
      int nice = row.get("p_nice_or_new_nice");
      int before = op == 2 ? pri - 1 : pri;
      Lwp l = desk.lwp(SchedClass.TIMESHARE, before, op == 1 ? nice : 20);
      desk.run(l);
      switch (op) {
        case 1 -> desk.sleep(l);
        case 2 -> {
          desk.sleep(l);
          for (int n = 0; n < row.get("batch_or_slptime"); n++) {
            desk.kern.sched.second();
          }
          assertThat(l.priority).isEqualTo((short) pri);
          desk.ready(l, EnqueueReason.WAKEUP);
        }
        default -> {
          desk.kern.lwpLock(desk.ci, l);
          desk.kern.control.lwpChangepri(desk.ci, l, SchedClass.TIMESHARE, nice - 20, l.priority);
          desk.kern.lwpUnlock(desk.ci, l);
        }
      }
      assertThat(l.priority).as("%s", row).isEqualTo((short) row.get("new_priority"));
    }
  }

  /** Every second; a ready LWP counts as starved when it has not been on a CPU for that long. */
  @Test
  void m2ShouldEstimateEverySecond() {
    VectorTable rows =
        VectorTable.load(
            "m2_pstats", "l_priority,batch,is_lsrun,ticks_since_rticks_ge_hz,new_priority");
    for (int i = 0; i < rows.size(); i++) {
      VectorTable.Row row = rows.row(i);
      if (row.is("batch")) {
        continue;
      }
      Desk desk = m2();
      int pri = row.get("l_priority");
      boolean starved = row.is("ticks_since_rticks_ge_hz");
      desk.bench.now = Kern.TICK_NANOS;
      // Nobody but the kernel's own threads is of class SCHED_OTHER and above 63.
      Lwp l = desk.lwp(pri > 63 ? SchedClass.FIFO : SchedClass.TIMESHARE, pri, 20);
      desk.run(l);
      if (row.is("is_lsrun")) {
        desk.kern.sched.stopping(l, 0, true);
        desk.ready(l, EnqueueReason.YIELD);
      }
      desk.bench.now += (starved ? HZ : HZ - 1) * Kern.TICK_NANOS;
      desk.kern.sched.second();
      assertThat(l.priority).as("%s", row).isEqualTo((short) row.get("new_priority"));
    }
  }
}
