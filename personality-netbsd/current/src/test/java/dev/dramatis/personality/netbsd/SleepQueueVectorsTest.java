package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SleepQueueVectorsTest {
  private static final int REVISION = 2022;

  @Test
  void shouldQueueByPriorityThenByArrival() {
    VectorTable vectors =
        VectorTable.load("sleepq_order", "rev,case,step,prio,insert_position,queue_len_before");
    Bench bench = new Bench(false);
    Proc p = bench.newProc();
    SleepQueue queue = new SleepQueue();
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      if (row.get("rev") != REVISION) {
        continue;
      }
      if (row.get("step") == 0) {
        queue = new SleepQueue();
      }
      assertThat(queue.size()).as(row::toString).isEqualTo(row.get("queue_len_before"));
      Lwp l = bench.newLwp(p, LwpState.SLEEP);
      l.priority = (short) row.get("prio");
      queue.insert(l, true);
      int position = 0;
      for (Lwp before = l.sleepPrev; before != null; before = before.sleepPrev) {
        position++;
      }
      assertThat(position).as(row::toString).isEqualTo(row.get("insert_position"));
    }
  }
}
