package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Threads.Mutex;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dining philosophers: each takes two forks of a round table, once. */
class PhilosophersTest {

  @ParameterizedTest
  @CsvSource({"3, 7", "4, 15", "6, 63"})
  void shouldOrderTheUsersOfEveryFork(int philosophers, long traces) {
    assertThat(Threads.explore(philosophers, leftFirst(philosophers)).traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"3", "4", "6"})
  void shouldFindTheOneDeadlock(int philosophers) {
    assertThat(Threads.explore(philosophers, leftFirst(philosophers)).deadlocks()).isEqualTo(1);
  }

  @Test
  void shouldSayWhoHasWhatInADeadlock() {
    Exploration found = Threads.explore(3, leftFirst(3));
    assertThat(found.failures())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.holders())
              .contains(
                  "philosopher0 has fork0", "philosopher1 has fork1", "philosopher2 has fork2");
          assertThat(f.outcome().detail()).containsPattern("philosopher0 .*about to LOCK fork1");
        });
  }

  @Test
  void shouldFindNoDeadlockIfOneTakesTheRightForkFirst() {
    Exploration found = Threads.explore(3, table(3, true));
    assertThat(found.traces()).isEqualTo(6);
    assertThat(found.deadlocks()).isZero();
  }

  private static Consumer<Threads> leftFirst(int philosophers) {
    return table(philosophers, false);
  }

  private static Consumer<Threads> table(int philosophers, boolean lastTakesRightFirst) {
    return t -> {
      Mutex[] forks = new Mutex[philosophers];
      for (int i = 0; i < philosophers; i++) {
        forks[i] = t.mutex("fork" + i);
      }
      for (int i = 0; i < philosophers; i++) {
        boolean swapped = lastTakesRightFirst && i == philosophers - 1;
        Mutex left = forks[i];
        Mutex right = forks[(i + 1) % philosophers];
        t.thread(
            "philosopher" + i,
            cpu -> {
              (swapped ? right : left).lock(cpu);
              (swapped ? left : right).lock(cpu);
              left.unlock(cpu);
              right.unlock(cpu);
            });
      }
    };
  }
}
