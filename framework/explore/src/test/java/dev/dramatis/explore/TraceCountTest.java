package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Threads.Cell;
import dev.dramatis.spi.machine.Cpu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers of inequivalent executions that other tools, and combinatorics, give for small programs.
 */
class TraceCountTest {

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "8, 256"})
  void shouldPlaceEveryReaderBeforeOrAfterTheWriter(int readers, long traces) {
    Exploration found =
        Threads.explore(
            readers + 1,
            t -> {
              Cell x = t.cell("x");
              t.thread("writer", cpu -> x.store(cpu, 1));
              for (int i = 0; i < readers; i++) {
                t.thread("reader" + i, x::load);
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 5", "3, 12", "4, 28", "5, 64"})
  void shouldSearchTheLastZeroOfAChangingArray(int writers, long traces) {
    Exploration found =
        Threads.explore(
            writers + 1,
            t -> {
              Cell[] array = t.cells("array", writers + 1);
              t.thread(
                  "searcher",
                  cpu -> {
                    int i = writers;
                    while (array[i].load(cpu) != 0) {
                      i--;
                    }
                  });
              for (int i = 1; i <= writers; i++) {
                int me = i;
                t.thread("writer" + i, cpu -> array[me].store(cpu, array[me - 1].load(cpu) + 1));
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 6", "4, 24", "5, 120", "6, 720"})
  void shouldOrderAtomicIncrements(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads,
            t -> {
              Cell counter = t.cell("counter");
              for (int i = 0; i < threads; i++) {
                t.thread("adder" + i, counter::increment);
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"3, 6", "4, 24", "5, 120"})
  void shouldOrderStoresThatNobodyReads(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads,
            t -> {
              Cell x = t.cell("x");
              for (int i = 0; i < threads; i++) {
                int value = i;
                t.thread("writer" + i, cpu -> x.store(cpu, value));
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"3, 24", "5, 720"})
  void shouldPlaceAReaderAmongWriters(int writers, long traces) {
    Exploration found =
        Threads.explore(
            writers + 1,
            t -> {
              Cell x = t.cell("x");
              for (int i = 0; i < writers; i++) {
                int value = i;
                t.thread("writer" + i, cpu -> x.store(cpu, value));
              }
              t.thread("reader", x::load);
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 5", "4, 14", "5, 43", "6, 144"})
  void shouldCountAFailedCompareAndSetAsALoad(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads,
            t -> {
              Cell x = t.cell("x");
              for (int i = 0; i < threads; i++) {
                int mine = i;
                t.thread("rotator" + i, cpu -> x.compareAndSet(cpu, mine, mine + 1));
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 4", "3, 36", "4, 576"})
  void shouldOrderTwoCountersIndependently(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads,
            t -> {
              Cell a = t.cell("a");
              Cell b = t.cell("b");
              for (int i = 0; i < threads; i++) {
                t.thread(
                    "adder" + i,
                    cpu -> {
                      a.increment(cpu);
                      b.increment(cpu);
                    });
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 3", "3, 15", "4, 105"})
  void shouldFollowAnIndexReadFromMemory(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads + 1,
            t -> {
              Cell index = t.cell("index");
              Cell[] array = t.cells("array", threads + 1);
              Cell[] begun = t.cells("begun", threads);
              Cell[] done = t.cells("done", threads);
              for (int i = 0; i < threads; i++) {
                int me = i;
                t.thread(
                    "marker" + i,
                    cpu -> {
                      begun[me].await(cpu, v -> v == 1);
                      array[index.load(cpu)].store(cpu, 1);
                      done[me].store(cpu, 1);
                    });
              }
              t.thread(
                  "parent",
                  cpu -> {
                    for (Cell b : begun) {
                      index.store(cpu, index.load(cpu) + 1);
                      b.store(cpu, 1);
                    }
                    for (Cell d : done) {
                      d.await(cpu, v -> v == 1);
                    }
                    for (Cell a : array) {
                      a.load(cpu);
                    }
                  });
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1"})
  void shouldFindOneTraceWhereThreadsUseSlotsOfTheirOwn(int threads, long traces) {
    Exploration found =
        Threads.explore(
            threads,
            t -> {
              Cell[] table = t.cells("slot", 128);
              for (int i = 0; i < threads; i++) {
                int me = i;
                t.thread(
                    "indexer" + i,
                    cpu -> {
                      for (int m = 1; m <= 4; m++) {
                        int word = m * 11 + me;
                        int h = word * 7 % table.length;
                        while (!table[h].compareAndSet(cpu, 0, word)) {
                          h = (h + 1) % table.length;
                        }
                      }
                    });
              }
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  @ParameterizedTest
  @CsvSource({"2, 140", "3, 1698"})
  void shouldInterleaveTwoFibonacciAdders(int rounds, long traces) {
    Exploration found =
        Threads.explore(
            3,
            t -> {
              Cell i = t.cell("i");
              Cell j = t.cell("j");
              t.thread("one", cpu -> add(cpu, i, j, rounds));
              t.thread("two", cpu -> add(cpu, j, i, rounds));
              t.thread(
                  "checker",
                  cpu -> {
                    i.load(cpu);
                    j.load(cpu);
                  });
            });
    assertThat(found.traces()).isEqualTo(traces);
  }

  private static void add(Cpu cpu, Cell to, Cell from, int rounds) {
    for (int k = 0; k < rounds; k++) {
      int sum = to.load(cpu) + from.load(cpu);
      to.store(cpu, sum);
    }
  }
}
