package dev.dramatis.sched.netbsd.common;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.Vectors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kern_runq.c: sched_enqueue and sched_dequeue. */
class RunQueueVectorsTest {
  private static final Vectors NETBSD = Vectors.of(RunQueueVectorsTest.class, "netbsd");

  @Test
  void shouldUnderstandEveryTable() {
    NETBSD.requireKnown("runq_", "runq_bitmap", "runq_seq");
  }

  @Test
  void shouldMapPrioritiesToBits() {
    NETBSD.forEach(
        "runq_bitmap",
        "eprio,word,mask",
        row -> {
          row.expect("word", RunQueue.word(row.word("eprio")));
          row.expectUnsigned("mask", RunQueue.mask(row.word("eprio")));
        });
  }

  @Test
  void shouldKeepCountAndMaximum() {
    RunQueue queue = new RunQueue();
    List<Deque<FakeSchedThread>> lines = new ArrayList<>();
    for (int eprio = 0; eprio < Pri.COUNT; eprio++) {
      lines.add(new ArrayDeque<>());
    }
    NETBSD.forEach(
        "runq_seq",
        "seq,op,eprio,spc_count,spc_maxpriority",
        row -> {
          int eprio = row.word("eprio");
          if (row.flag("op")) {
            FakeSchedThread t = new FakeSchedThread(row.word("seq") + 1);
            lines.get(eprio).addLast(t);
            queue.enqueue(t, eprio, false);
          } else {
            queue.dequeue(lines.get(eprio).removeFirst(), eprio);
          }
          row.expect("spc_count", queue.count());
          row.expect("spc_maxpriority", queue.maxpriority());
          if (queue.count() > 0) {
            assertThat(queue.first()).isSameAs(lines.get(queue.maxpriority()).peekFirst());
          }
        });
  }
}
