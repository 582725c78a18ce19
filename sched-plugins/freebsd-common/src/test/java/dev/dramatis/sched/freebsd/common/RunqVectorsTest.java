package dev.dramatis.sched.freebsd.common;

import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.Test;

/** kern_switch.c. */
class RunqVectorsTest {
  private static final Vectors FREEBSD = Vectors.of(RunqVectorsTest.class, "freebsd");

  @Test
  void shouldUnderstandEveryTable() {
    FREEBSD.requireKnown("runq_", "runq_findbit_from");
  }

  @Test
  void shouldFindTheFirstBitRoundTheEnd() {
    FREEBSD.forEach(
        "runq_findbit_from",
        "bits_u64,start,index_or_minus1",
        row ->
            row.expect(
                "index_or_minus1", Runq.findbitFrom(row.number("bits_u64"), row.word("start"))));
  }
}
