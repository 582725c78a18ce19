package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Threads.Condition;
import dev.dramatis.explore.Threads.Mutex;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Threads that exit through one zombie slot, and one that waits for all of them.
 *
 * <p>An exiting thread waits until the slot is empty, puts itself in and signals "full". The waiter
 * keeps the lock from the first zombie to the last, except while it sleeps: it waits until the slot
 * is full, empties it and broadcasts "empty". Signals are sent with the lock held, and a woken
 * thread takes the lock again like any other. The number of traces is the number of orders in which
 * the lock can be taken.
 */
class ExitWaitTest {

  @ParameterizedTest
  @CsvSource({"2, 8", "3, 120", "4, 7680"})
  void shouldOrderTheSectionsOfOneLock(int exiting, long traces) {
    assertThat(Threads.explore(exiting + 1, program(exiting)).traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2", "3"})
  void shouldNotLoseAWakeup(int exiting) {
    assertThat(Threads.explore(exiting + 1, program(exiting)).deadlocks()).isZero();
  }

  private static Consumer<Threads> program(int exiting) {
    return t -> {
      Mutex lock = t.mutex("process lock");
      Condition empty = t.condition("slot empty");
      Condition full = t.condition("slot full");
      boolean[] zombie = {false};
      for (int i = 0; i < exiting; i++) {
        t.thread(
            "exiting" + i,
            cpu -> {
              lock.lock(cpu);
              while (zombie[0]) {
                empty.sleep(cpu, lock);
              }
              zombie[0] = true;
              full.signal(cpu);
              lock.unlock(cpu);
            });
      }
      t.thread(
          "waiter",
          cpu -> {
            lock.lock(cpu);
            for (int i = 0; i < exiting; i++) {
              while (!zombie[0]) {
                full.sleep(cpu, lock);
              }
              zombie[0] = false;
              empty.broadcast(cpu);
            }
            lock.unlock(cpu);
          });
    };
  }
}
