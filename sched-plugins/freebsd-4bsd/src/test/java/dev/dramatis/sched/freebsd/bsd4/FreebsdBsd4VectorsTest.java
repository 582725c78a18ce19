package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.Test;

/** sched_4bsd.c, and kern_synch.c: loadav. */
class FreebsdBsd4VectorsTest {
  private static final Vectors FREEBSD = Vectors.of(FreebsdBsd4VectorsTest.class, "freebsd");

  @Test
  void shouldUnderstandEveryTable() {
    FREEBSD.requireKnown(
        "bsd_", "bsd_decay", "bsd_updatepri", "bsd_resetpriority", "bsd_pctcpu", "bsd_clock_tick");
    FREEBSD.requireKnown("loadavg", "loadavg");
  }

  @Test
  void shouldAverageTheLoad() {
    LoadAverage[] average = {new LoadAverage()};
    FREEBSD.forEach(
        "loadavg",
        "seq,step,nrun,ldavg0,ldavg1,ldavg2",
        row -> {
          if (row.number("step") == 0) {
            average[0] = new LoadAverage();
          }
          average[0].update(row.word("nrun"));
          for (int i = 0; i < 3; i++) {
            row.expectUnsigned("ldavg" + i, average[0].ldavg(i));
          }
        });
  }

  @Test
  void shouldDecay() {
    FREEBSD.forEach(
        "bsd_decay",
        "ldavg0,loadfac,estcpu_in,estcpu_out,wrapped_u32",
        row -> {
          int loadfac = Estcpu.loadfactor(row.word("ldavg0"));
          row.expectUnsigned("loadfac", loadfac);
          row.expectUnsigned("estcpu_out", Estcpu.decayCpu(loadfac, row.word("estcpu_in")));
          row.expect("wrapped_u32", Estcpu.wraps(loadfac, row.word("estcpu_in")) ? 1 : 0);
        });
  }

  @Test
  void shouldDecayAfterSleep() {
    FREEBSD.forEach(
        "bsd_updatepri",
        "ldavg0,estcpu_in,slptime_in,estcpu_out,slptime_out",
        row -> {
          TdSched ts = thread();
          ts.estcpu = row.word("estcpu_in");
          ts.slptime = row.word("slptime_in");
          Estcpu.updatepri(ts, row.word("ldavg0"));
          row.expectUnsigned("estcpu_out", ts.estcpu);
          row.expect("slptime_out", ts.slptime);
        });
  }

  @Test
  void shouldSetPriorities() {
    FREEBSD.forEach(
        "bsd_resetpriority",
        "smp_cpus,estcpu,nice,inverse_weight,estcpu_limit,user_pri",
        row -> {
          Estcpu estcpu = new Estcpu(row.word("smp_cpus"));
          row.expect("inverse_weight", estcpu.inverseWeight);
          row.expect("estcpu_limit", estcpu.limit);
          row.expect("user_pri", estcpu.priority(row.word("estcpu"), row.word("nice")));
        });
  }

  @Test
  void shouldAverageTheShareOfACpu() {
    FREEBSD.forEach(
        "bsd_pctcpu",
        "realstathz,pctcpu_in,cpticks,pctcpu_out",
        row ->
            row.expectUnsigned(
                "pctcpu_out",
                Estcpu.pctcpu(row.word("realstathz"), row.word("pctcpu_in"), row.word("cpticks"))));
  }

  @Test
  void shouldTick() {
    FREEBSD.forEach(
        "bsd_clock_tick",
        "smp_cpus,nice,estcpu_in,ticks,estcpu_out,recomputes,user_pri_out,slice_in,sched_slice,slice_out,slice_ends",
        row -> {
          Estcpu estcpu = new Estcpu(row.word("smp_cpus"));
          TdSched ts = thread();
          ts.estcpu = row.word("estcpu_in");
          ts.slice = row.word("slice_in");
          int pri = estcpu.priority(ts.estcpu, row.word("nice"));
          int recomputes = 0;
          int sliceEnds = 0;
          for (int i = 0; i < row.word("ticks"); i++) {
            if (estcpu.tick(ts)) {
              recomputes++;
              pri = estcpu.priority(ts.estcpu, row.word("nice"));
            }
            if (Estcpu.sliceEnds(ts, row.word("sched_slice"))) {
              sliceEnds++;
            }
          }
          row.expectUnsigned("estcpu_out", ts.estcpu);
          row.expect("recomputes", recomputes);
          row.expect("user_pri_out", pri);
          row.expect("slice_out", ts.slice);
          row.expect("slice_ends", sliceEnds);
        });
  }

  private static TdSched thread() {
    return new TdSched(new FakeSchedThread(1));
  }
}
