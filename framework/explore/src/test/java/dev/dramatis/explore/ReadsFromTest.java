package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.explore.toy.ToyThread;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Some tools count only which store each load reads, and not the order of stores that nobody can
 * tell. Their counts follow from the executions of the explorer, which are more.
 */
class ReadsFromTest {

  @ParameterizedTest
  @CsvSource({
    // n writers and a reader: n + 1
    "n_writers_a_reader, 1, 2",
    "n_writers_a_reader, 2, 3",
    "n_writers_a_reader, 3, 4",
    "n_writers_a_reader, 4, 5",
    "n_writers_a_reader, 5, 6",
    // two writers with n stores each, and two loads: 3n² + 3n + 1
    "redundant_co, 1, 7",
    "redundant_co, 2, 19",
    "redundant_co, 3, 37",
    "redundant_co, 4, 61",
    "opt_lock, 2, 19",
    "opt_lock, 3, 31",
    "sigma, 3, 12",
    "sigma, 4, 64",
  })
  void shouldReadFromEveryStoreThatCanBeRead(String name, int n, int executions) {
    Reads reads = new Reads(n + 1);
    Toy toy =
        switch (name) {
          case "n_writers_a_reader" -> writersAndReader(n, reads);
          case "redundant_co" -> redundantCo(n, reads);
          case "opt_lock" -> optLock(n, reads);
          case "sigma" -> sigma(n, reads);
          default -> throw new IllegalArgumentException(name);
        };
    assertThat(reads.ofAllExecutions(toy)).hasSize(executions);
  }

  /** What each thread has read in the execution in progress. Every store has a value of its own. */
  private static final class Reads {
    private final StringBuilder[] perThread;

    Reads(int threads) {
      perThread = new StringBuilder[threads];
      Arrays.setAll(perThread, i -> new StringBuilder());
    }

    int note(int thread, int value) {
      perThread[thread].append(value).append(' ');
      return value;
    }

    /** The different ones; executions that wait for ever do not count. */
    Set<String> ofAllExecutions(Toy toy) {
      Set<String> found = new TreeSet<>();
      Subject observed =
          new Subject() {
            @Override
            public String name() {
              return toy.name();
            }

            @Override
            public Outcome execute(ChoicePolicy policy) {
              for (StringBuilder reads : perThread) {
                reads.setLength(0);
              }
              Outcome outcome = toy.execute(policy);
              if (outcome.kind() == Outcome.Kind.OK) {
                found.add(Arrays.toString(perThread));
              }
              return outcome;
            }
          };
      assertThat(PartialOrder.OPTIMAL.explore(observed, Budget.UNLIMITED).complete()).isTrue();
      return found;
    }
  }

  private static Toy writersAndReader(int n, Reads reads) {
    return Toy.of(
        "n_writers_a_reader",
        t -> {
          Cell x = t.cell("x");
          for (int i = 1; i <= n; i++) {
            int value = i;
            t.thread("writer" + i, () -> x.store(value));
          }
          t.thread("reader", () -> reads.note(0, x.load()));
        });
  }

  private static Toy redundantCo(int n, Reads reads) {
    return Toy.of(
        "redundant_co",
        t -> {
          Cell x = t.cell("x");
          for (int w = 1; w <= 2; w++) {
            int me = w;
            t.thread(
                "writer" + w,
                () -> {
                  for (int i = 0; i < n; i++) {
                    x.store(100 * me + i);
                  }
                });
          }
          t.thread(
              "reader",
              () -> {
                reads.note(0, x.load());
                reads.note(0, x.load());
              });
        });
  }

  private static Toy optLock(int n, Reads reads) {
    return Toy.of(
        "opt_lock",
        t -> {
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          for (int w = 1; w <= 2; w++) {
            int me = w;
            t.thread(
                "locker" + w,
                () -> {
                  for (int i = 0; i < n; i++) {
                    x.store(100 * me + i);
                    y.store(100 * me + i);
                    if (reads.note(me, x.load()) / 100 == me) {
                      reads.note(me, y.load());
                      break;
                    }
                  }
                });
          }
        });
  }

  private static Toy sigma(int n, Reads reads) {
    return Toy.of(
        "sigma",
        t -> {
          Cell index = t.cell("index", -1);
          Cell[] array = t.cells("array", n);
          t.thread(
              "main",
              () -> {
                ToyThread[] threads = new ToyThread[n];
                for (int i = 0; i < n; i++) {
                  int me = i;
                  index.store(index.load() + 1);
                  threads[i] =
                      t.spawn(
                          "marker" + i, () -> array[reads.note(me, index.load())].store(me + 1));
                }
                for (ToyThread thread : threads) {
                  t.join(thread);
                }
                for (Cell element : array) {
                  reads.note(n, element.load());
                }
              });
        });
  }
}
