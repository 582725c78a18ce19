package dev.dramatis.sched.netbsd.m2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.Test;

/** sched_m2.c. */
class M2VectorsTest {
  private static final Vectors NETBSD = Vectors.of(M2VectorsTest.class, "netbsd");

  /** The tables at 100 Hz; the raised priorities are the same for all. */
  private static final Tables TABLES = new Tables(2, 15, 10);

  @Test
  void shouldUnderstandEveryTable() {
    NETBSD.requireKnown("m2_", "m2_tables", "m2_tick", "m2_sleep_wake_nice", "m2_pstats");
  }

  @Test
  void shouldCalculateTheTables() {
    NETBSD.forEach(
        "m2_tables",
        "hz,min_ts,max_ts,rt_ts,pri,ts_map,high_pri",
        row -> {
          int hz = row.word("hz");
          row.expect("min_ts", 20 * hz / 1000);
          row.expect("max_ts", 150 * hz / 1000);
          row.expect("rt_ts", 100 * hz / 1000);
          Tables tables = new Tables(row.word("min_ts"), row.word("max_ts"), row.word("rt_ts"));
          row.expect("ts_map", tables.timeslice(row.word("pri")));
          row.expect("high_pri", tables.highPri(row.word("pri")));
        });
  }

  /** Classes are 0 for SCHED_OTHER, 1 for FIFO, 2 for RR. */
  @Test
  void shouldTick() {
    NETBSD.forEach(
        "m2_tick",
        "sched_class,l_priority,p_nice,spc_maxpriority,target_cpu_set,new_priority,should_yield",
        row -> {
          int schedClass = row.word("sched_class");
          assertThat(schedClass).as("%s", row).isBetween(0, 2);
          int pri = row.word("l_priority");
          int next = schedClass == 0 ? Feedback.tick(pri, row.word("p_nice")) : pri;
          boolean yield =
              schedClass != 1
                  && Feedback.shouldYield(
                      next, row.word("spc_maxpriority"), row.flag("target_cpu_set"));
          row.expect("new_priority", next);
          row.expect("should_yield", yield ? 1 : 0);
        });
  }

  @Test
  void shouldSleepWakeAndBeNice() {
    NETBSD.forEach(
        "m2_sleep_wake_nice",
        "op,l_priority,p_nice_or_new_nice,batch_or_slptime,new_priority",
        row -> {
          int pri = row.word("l_priority");
          int nice = row.word("p_nice_or_new_nice");
          int next =
              switch (row.word("op")) {
                case 1 -> Feedback.slept(pri, nice, row.flag("batch_or_slptime"));
                case 2 -> Feedback.wakeup(TABLES, pri, row.word("batch_or_slptime"));
                case 3 -> Feedback.nice(pri, nice);
                default -> throw new AssertionError("unknown operation: " + row);
              };
          row.expect("new_priority", next);
        });
  }

  @Test
  void shouldEstimateEverySecond() {
    NETBSD.forEach(
        "m2_pstats",
        "l_priority,batch,is_lsrun,ticks_since_rticks_ge_hz,new_priority",
        row -> {
          boolean starved = row.flag("is_lsrun") && row.flag("ticks_since_rticks_ge_hz");
          row.expect(
              "new_priority",
              Feedback.pstats(TABLES, row.word("l_priority"), row.flag("batch"), starved));
        });
  }
}
