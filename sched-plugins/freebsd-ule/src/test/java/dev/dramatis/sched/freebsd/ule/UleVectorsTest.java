package dev.dramatis.sched.freebsd.ule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.Vectors;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** sched_ule.c. */
class UleVectorsTest {
  private static final Vectors FREEBSD = Vectors.of(UleVectorsTest.class, "freebsd");

  @Test
  void shouldUnderstandEveryTable() {
    FREEBSD.requireKnown(
        "ule_",
        "ule_initticks",
        "ule_interact_score",
        "ule_priority",
        "ule_interact_update",
        "ule_interact_fork",
        "ule_pctcpu",
        "ule_slice",
        "ule_shouldpreempt",
        "ule_runq_index",
        "ule_random",
        "ule_cpu_search",
        "ule_trajectory");
  }

  @Test
  void shouldDeriveConstantsFromTheClocks() {
    FREEBSD.forEach(
        "ule_initticks",
        "hz,stathz,realstathz,sched_slice,sched_slice_min,hogticks,tickincr,balance_interval,affinity,idlespinthresh,"
            + "rr_interval",
        row -> {
          Tunables t = new Tunables(row.word("hz"), row.word("stathz"));
          row.expect("realstathz", t.realstathz);
          row.expect("sched_slice", t.slice);
          row.expect("sched_slice_min", t.sliceMin);
          row.expect("hogticks", t.hogticks);
          row.expect("tickincr", t.tickincr);
          row.expect("balance_interval", t.balanceInterval);
          row.expect("affinity", t.affinity);
          row.expect("idlespinthresh", t.idlespinthresh);
          row.expect("rr_interval", t.rrInterval());
        });
  }

  @Test
  void shouldScore() {
    FREEBSD.forEach(
        "ule_interact_score",
        "sched_interact,ts_runtime,ts_slptime,score",
        row -> {
          TdSched ts = thread();
          ts.runtime = row.word("ts_runtime");
          ts.slptime = row.word("ts_slptime");
          row.expect("score", Interactivity.score(row.word("sched_interact"), ts));
        });
  }

  @Test
  void shouldSetPriorities() {
    FREEBSD.forEach(
        "ule_priority",
        "hz,sched_interact,nice,ts_runtime,ts_slptime,ts_ticks,ts_ltick,ts_ftick,score_u,prio,assert_failed",
        row -> {
          TdSched ts = thread();
          ts.runtime = row.word("ts_runtime");
          ts.slptime = row.word("ts_slptime");
          ts.ticks = row.word("ts_ticks");
          ts.ltick = row.word("ts_ltick");
          ts.ftick = row.word("ts_ftick");
          int threshold = row.word("sched_interact");
          int score = UlePriority.niceScore(threshold, ts, row.word("nice"));
          int pri = UlePriority.priority(row.word("hz"), threshold, ts, row.word("nice"));
          row.expectUnsigned("score_u", score);
          row.expect("prio", pri);
          row.expect("assert_failed", UlePriority.isValid(score, threshold, pri) ? 0 : 1);
        });
  }

  @Test
  void shouldForget() {
    FREEBSD.forEach(
        "ule_interact_update",
        "hz,in_runtime,in_slptime,out_runtime,out_slptime",
        row -> {
          TdSched ts = thread();
          ts.runtime = row.word("in_runtime");
          ts.slptime = row.word("in_slptime");
          Interactivity.update(row.word("hz"), ts);
          row.expectUnsigned("out_runtime", ts.runtime);
          row.expectUnsigned("out_slptime", ts.slptime);
        });
  }

  @Test
  void shouldInheritLittle() {
    FREEBSD.forEach(
        "ule_interact_fork",
        "hz,in_runtime,in_slptime,out_runtime,out_slptime",
        row -> {
          TdSched ts = thread();
          ts.runtime = row.word("in_runtime");
          ts.slptime = row.word("in_slptime");
          Interactivity.fork(row.word("hz"), ts);
          row.expectUnsigned("out_runtime", ts.runtime);
          row.expectUnsigned("out_slptime", ts.slptime);
        });
  }

  @Test
  void shouldAverageTheShareOfACpu() {
    FREEBSD.forEach(
        "ule_pctcpu",
        "hz,ticks_now,in_ltick,in_ftick,in_ticks,run,out_ltick,out_ftick,out_ticks,pctcpu_fixpt",
        row -> {
          TdSched ts = thread();
          ts.ltick = row.word("in_ltick");
          ts.ftick = row.word("in_ftick");
          ts.ticks = row.word("in_ticks");
          Pctcpu.update(row.word("hz"), ts, row.flag("run"), row.word("ticks_now"));
          row.expect("out_ltick", ts.ltick);
          row.expect("out_ftick", ts.ftick);
          row.expect("out_ticks", ts.ticks);
          row.expect("pctcpu_fixpt", Pctcpu.pctcpu(row.word("hz"), ts));
        });
  }

  @Test
  void shouldCutSlicesByLoad() {
    FREEBSD.forEach(
        "ule_slice",
        "hz,stathz,sched_slice,sched_slice_min,sysload,slice_ticks,child_initial_ts_slice",
        row -> {
          Tunables t = new Tunables(row.word("hz"), row.word("stathz"));
          row.expect("sched_slice", t.slice);
          row.expect("sched_slice_min", t.sliceMin);
          row.expect("slice_ticks", t.slice(row.word("sysload")));
          row.expect("child_initial_ts_slice", t.childSlice(row.word("sysload")));
        });
  }

  @Test
  void shouldPreempt() {
    FREEBSD.forEach(
        "ule_shouldpreempt",
        "preempt_thresh,pri,cpri,remote,result",
        row ->
            row.expect(
                "result",
                UlePriority.shouldpreempt(
                        row.word("preempt_thresh"),
                        row.word("pri"),
                        row.word("cpri"),
                        row.flag("remote"))
                    ? 1
                    : 0));
  }

  @Test
  void shouldPlaceInTheCalendar() {
    FREEBSD.forEach(
        "ule_runq_index",
        "pri,tdq_idx,tdq_ridx,borrow_or_preempt,queue_0rt_1ts_2idle,index",
        row -> {
          int pri = row.word("pri");
          row.expect("queue_0rt_1ts_2idle", Tdq.queueOf(pri));
          row.expect(
              "index",
              Tdq.indexOf(
                  pri, row.word("tdq_idx"), row.word("tdq_ridx"), row.flag("borrow_or_preempt")));
        });
  }

  @Test
  void shouldDrawRandomNumbers() {
    FREEBSD.forEach(
        "ule_random",
        "cpu,n,state_after,returned16",
        row -> {
          int cpu = row.word("cpu");
          SchedRandom random = new SchedRandom(cpu + 1);
          int drawn = -1;
          for (int i = 0; i < row.word("n"); i++) {
            drawn = random.next(cpu);
          }
          row.expect("returned16", drawn);
          row.expectUnsigned("state_after", random.state(cpu));
        });
  }

  @Test
  void shouldSearchCpus() {
    CpuGroup[] topologies = {
      CpuGroup.top(Topology.flat(4)),
      CpuGroup.top(
          new Topology(List.of(place(0, 0), place(0, 1), place(1, 0), place(1, 1)), List.of()))
    };
    assertThat(topologies[0].children).isEmpty();
    assertThat(topologies[1].children).hasSize(2).allMatch(child -> child.thread);
    FREEBSD.forEach(
        "ule_cpu_search",
        "op_0low_1high,topology_0flat4_1two_by_two_smt,load0,load1,load2,load3,lowpri0,lowpri1,lowpri2,lowpri3,"
            + "trans0,trans1,trans2,trans3,mask,prefer,running,pri,loadlimit,mintrans,rand_in,cpu,res_load,total,rand_out",
        row -> {
          Tdq[] tdqs = new Tdq[4];
          for (int cpu = 0; cpu < 4; cpu++) {
            tdqs[cpu] = new Tdq(cpu);
            tdqs[cpu].load = row.words("load", 4)[cpu];
            tdqs[cpu].lowpri = row.words("lowpri", 4)[cpu];
            tdqs[cpu].transferable = row.words("trans", 4)[cpu];
          }
          SchedRandom random = new SchedRandom(4);
          random.setState(0, row.word("rand_in"));
          CpuSearch search = new CpuSearch(tdqs, random, null);
          search.mask.or(BitSet.valueOf(new long[] {row.number("mask")}));
          search.prefer = row.word("prefer");
          search.running = row.flag("running");
          search.pri = row.word("pri");
          search.load = row.word("loadlimit");
          search.trans = row.word("mintrans");
          CpuGroup top = topologies[row.word("topology_0flat4_1two_by_two_smt")];
          int total = row.flag("op_0low_1high") ? search.highest(top) : search.lowest(top);
          row.expect("cpu", search.cpu);
          row.expect("res_load", search.cpuLoad);
          row.expect("total", total);
          row.expectUnsigned("rand_out", random.state(0));
        });
  }

  /** One thread alone, run and put to sleep in turns: hz 1000, stathz 127, 12 kinds of work. */
  @Test
  void shouldFollowAThreadThroughItsLife() {
    int[] nice = {0, 0, 0, 0, 0, 0, 0, 10, -10, -20, 20, 0};
    Tunables t = new Tunables(1000, 127);
    Life[] life = {new Life()};
    FREEBSD.forEach(
        "ule_trajectory",
        "workload,step,phase_0run_1sleep,stat_ticks_or_hz_ticks,ticks_now,ts_runtime,ts_slptime,ts_ticks,ts_ftick,"
            + "ts_ltick,score,prio,ts_slice,slice_ends",
        row -> {
          if (row.number("step") == 0) {
            life[0] = new Life();
          }
          Life l = life[0];
          TdSched ts = l.ts;
          assertThat(row.word("workload")).as("%s", row).isBetween(0, nice.length - 1);
          if (row.flag("phase_0run_1sleep")) {
            l.sleep(t, row.word("stat_ticks_or_hz_ticks"));
          } else {
            l.run(t, row.word("stat_ticks_or_hz_ticks"));
          }
          row.expect("ticks_now", l.now());
          row.expectUnsigned("ts_runtime", ts.runtime);
          row.expectUnsigned("ts_slptime", ts.slptime);
          row.expect("ts_ticks", ts.ticks);
          row.expect("ts_ftick", ts.ftick);
          row.expect("ts_ltick", ts.ltick);
          row.expect("score", Interactivity.score(t.interact, ts));
          row.expect(
              "prio", UlePriority.priority(t.hz, t.interact, ts, nice[row.word("workload")]));
          row.expect("ts_slice", ts.slice);
          row.expect("slice_ends", l.sliceEnds);
        });
  }

  private static TdSched thread() {
    return new TdSched(new FakeSchedThread(1));
  }

  private static Place place(int core, int thread) {
    return new Place(0, 0, 0, core, core, thread, 0);
  }

  private static final class Life {
    final TdSched ts = thread();
    int statTicks;
    int slept;
    int sliceEnds;

    Life() {
      ts.ltick = 100_000;
      ts.ftick = 100_000;
    }

    int now() {
      return 100_000 + slept + statTicks * 1000 / 127;
    }

    void run(Tunables t, int ticks) {
      for (int i = 0; i < ticks; i++) {
        statTicks++;
        Pctcpu.update(t.hz, ts, true, now());
        ts.runtime += t.tickincr;
        Interactivity.update(t.hz, ts);
        if (++ts.slice >= t.slice(1)) {
          ts.slice = 0;
          sliceEnds++;
        }
      }
    }

    void sleep(Tunables t, int ticks) {
      slept += ticks;
      if (ticks > 0) {
        ts.slptime += ticks << Tunables.TICK_SHIFT;
        Interactivity.update(t.hz, ts);
        Pctcpu.update(t.hz, ts, false, now());
      }
      ts.slice = 0;
    }
  }
}
