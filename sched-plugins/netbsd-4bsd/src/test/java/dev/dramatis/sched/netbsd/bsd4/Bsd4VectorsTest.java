package dev.dramatis.sched.netbsd.bsd4;

import dev.dramatis.sched.netbsd.common.LoadAverage;
import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.Test;

/** sched_4bsd.c and the parts of kern_synch.c that it rests on. */
class Bsd4VectorsTest {
  private static final Vectors NETBSD = Vectors.of(Bsd4VectorsTest.class, "netbsd");

  @Test
  void shouldUnderstandEveryTable() {
    NETBSD.requireKnown(
        "bsd4_",
        "bsd4_decay",
        "bsd4_decay_batch",
        "bsd4_priority",
        "bsd4_loadavg",
        "bsd4_pctcpu",
        "bsd4_trajectory");
  }

  @Test
  void shouldDecay() {
    NETBSD.forEach(
        "bsd4_decay",
        "ldavg_fix,loadfac,estcpu,decay_cpu",
        row -> {
          row.expectUnsigned("loadfac", Estcpu.loadfactor(row.word("ldavg_fix")));
          row.expectUnsigned("decay_cpu", Estcpu.decayCpu(row.word("loadfac"), row.word("estcpu")));
        });
  }

  @Test
  void shouldDecayForAWholeSleep() {
    NETBSD.forEach(
        "bsd4_decay_batch",
        "ldavg_fix,estcpu,n,decay_cpu_batch",
        row -> {
          int loadfac = Estcpu.loadfactor(row.word("ldavg_fix"));
          row.expectUnsigned(
              "decay_cpu_batch", Estcpu.decayCpuBatch(loadfac, row.word("estcpu"), row.word("n")));
        });
  }

  @Test
  void shouldSetPriorities() {
    NETBSD.forEach(
        "bsd4_priority",
        "estcpu,p_nice,l_priority",
        row -> row.expect("l_priority", Estcpu.priority(row.word("estcpu"), row.word("p_nice"))));
  }

  @Test
  void shouldAverageTheLoad() {
    LoadAverage[] average = {new LoadAverage()};
    NETBSD.forEach(
        "bsd4_loadavg",
        "step,nrun,ldavg1,ldavg5,ldavg15",
        row -> {
          if (row.number("step") == 1) {
            average[0] = new LoadAverage();
          }
          average[0].update(row.word("nrun"));
          row.expectUnsigned("ldavg1", average[0].ldavg(0));
          row.expectUnsigned("ldavg5", average[0].ldavg(1));
          row.expectUnsigned("ldavg15", average[0].ldavg(2));
        });
  }

  @Test
  void shouldAverageTheShareOfACpu() {
    int[] pctcpu = {0};
    NETBSD.forEach(
        "bsd4_pctcpu",
        "sec,clkhz,cpticks,slptime_nonzero,l_pctcpu",
        row -> {
          int before = row.number("sec") == 1 ? 0 : pctcpu[0];
          pctcpu[0] =
              LoadAverage.pctcpu(
                  before, row.word("cpticks"), row.word("clkhz"), row.flag("slptime_nonzero"));
          row.expectUnsigned("l_pctcpu", pctcpu[0]);
        });
  }

  /**
   * A lone CPU hog: 16 times a second it is charged, then it decays, then every five seconds comes
   * the average.
   */
  @Test
  void shouldFollowAHog() {
    LoadAverage[] average = {new LoadAverage()};
    int[] estcpu = {0};
    NETBSD.forEach(
        "bsd4_trajectory",
        "nrun,p_nice,sec,ldavg1_used,estcpu_before_decay,estcpu_after_decay,l_priority_after",
        row -> {
          if (row.number("sec") == 1) {
            average[0] = new LoadAverage();
            estcpu[0] = 0;
          }
          for (int i = 0; i < 16; i++) {
            estcpu[0] = Estcpu.limited(estcpu[0] + Estcpu.ACCUM);
          }
          int ldavg = average[0].ldavg(0);
          row.expectUnsigned("ldavg1_used", ldavg);
          row.expectUnsigned("estcpu_before_decay", estcpu[0]);
          estcpu[0] = Estcpu.decayCpu(Estcpu.loadfactor(ldavg), estcpu[0]);
          row.expectUnsigned("estcpu_after_decay", estcpu[0]);
          row.expect("l_priority_after", Estcpu.priority(estcpu[0], row.word("p_nice")));
          if (row.number("sec") % 5 == 0) {
            average[0].update(row.word("nrun"));
          }
        });
  }
}
