package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.MemoryWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The small programs by which memory models are told apart. What is counted is executions as GenMC
 * and Nidhugg count them: which store each load reads, and in which order the stores to each word
 * reach memory.
 *
 * <p>Accesses are plain unless the name says otherwise: {@code rel} and {@code acq} for release and
 * acquire, {@code f} for a full barrier between them.
 */
class LitmusTest {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int Z = 2;

  @ParameterizedTest
  @CsvSource({
    // as GenMC and Nidhugg count under SC and TSO
    "sb, sc, 3",
    "sb, tso, 4",
    "mp, sc, 3",
    "mp, tso, 3",
    "mp+rel+acq, sc, 3",
    "mp+rel+acq, tso, 3",
    "lb, sc, 3",
    "lb, tso, 3",
    "2+2w, sc, 3",
    "2+2w, tso, 3",
    "s, sc, 3",
    "s, tso, 3",
    "iriw, sc, 15",
    "iriw, tso, 15",
    "w+rwc+f, sc, 7",
    "w+rwc+f, tso, 7",
    "z6.u, sc, 18",
    "z6.u, tso, 18",
    "sb+f, sc, 3",
    "sb+f, tso, 3",
    "corr, sc, 6",
    "corr, tso, 6",
    "cowr, sc, 3",
    "cowr, tso, 3",
    "2cowr, sc, 4",
    "2cowr, tso, 4",
    "isa2, sc, 7",
    "isa2, tso, 7",
    // Arm: as GenMC counts under RC11 and IMM, where the programs are no stronger there
    "sb, arm, 4",
    "mp, arm, 4",
    "mp+rel+acq, arm, 3",
    "lb, arm, 3",
    "2+2w, arm, 4",
    "s, arm, 4",
    "iriw, arm, 16",
    "w+rwc+f, arm, 7",
    "sb+f, arm, 3",
    "corr, arm, 6",
    "cowr, arm, 3",
    "2cowr, arm, 4",
    "isa2, arm, 7",
    // Arm makes a store visible to everybody at once, which RC11 and IMM do not ask for
    "iriw+acq, arm, 15",
    // Z6.U mixes accesses of several orders, which RC11 (22) orders less than a barrier does
    "z6.u, arm, 18",
    // and keeps stores with release in order
    "2+2w+rel, arm, 3",
    // one of the two orders is not enough
    "mp+rel, arm, 4",
    "mp+acq, arm, 4",
    "mp+f, arm, 3",
  })
  void shouldFindEveryExecutionOnce(String program, String memory, int executions) {
    for (Strategy strategy : List.of(new Exhaustive(), PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      assertThat(executions(strategy, program, memory)).as(strategy.name()).hasSize(executions);
    }
  }

  @ParameterizedTest
  @CsvSource({"sc, false", "tso, true", "arm, true"})
  void shouldBreakTheEntryOfDekkerWithoutABarrier(String memory, boolean breaks) {
    assertThat(dekker(memory, false).failed()).isEqualTo(breaks);
    assertThat(dekker(memory, true).failed()).isFalse();
  }

  private static Exploration dekker(String memory, boolean barrier) {
    return PartialOrder.OPTIMAL.explore(
        subject(
            memory,
            2,
            m -> {
              MemoryWord[] wants = {m.newWord("wants0", 0), m.newWord("wants1", 0)};
              boolean[] inside = new boolean[2];
              for (int i = 0; i < 2; i++) {
                int me = i;
                Cpu cpu = m.cpu(i);
                run(
                    m,
                    cpu,
                    () -> {
                      wants[me].store(cpu, 1);
                      if (barrier) {
                        cpu.fence();
                      }
                      if (wants[1 - me].load(cpu) == 0) {
                        inside[me] = true;
                        if (inside[1 - me]) {
                          throw m.violation("one-at-a-time", "both are inside");
                        }
                      }
                    });
              }
            }),
        Budget.UNLIMITED);
  }

  @ParameterizedTest
  @CsvSource({"tso", "arm"})
  void shouldProtectWhatALockProtects(String memory) {
    Exploration found =
        PartialOrder.OPTIMAL.explore(
            subject(
                memory,
                2,
                m -> {
                  MemoryWord count = m.newWord("count", 0);
                  Threads t = Threads.on(m);
                  Threads.Mutex lock = t.mutex("lock");
                  int[] done = {0};
                  for (int i = 0; i < 2; i++) {
                    t.thread(
                        "adder" + i,
                        cpu -> {
                          lock.lock(cpu);
                          count.store(cpu, count.load(cpu) + 1);
                          lock.unlock(cpu);
                          lock.lock(cpu);
                          if (++done[0] == 2) {
                            t.check(count.load(cpu) == 2, "both-count", "" + count.value());
                          }
                          lock.unlock(cpu);
                        });
                  }
                }),
            Budget.UNLIMITED);
    assertThat(found.failures()).isEmpty();
    assertThat(found.complete()).isTrue();
  }

  @Test
  void shouldReadOnesOwnStoreBeforeOthersDo() {
    Set<String> found = executions(new Exhaustive(), "sb+own", "tso");
    assertThat(found).anyMatch(e -> e.contains("0r1 0r0") && e.contains("1r1 1r0"));
  }

  // ---- programs

  private static Set<String> executions(Strategy strategy, String program, String memory) {
    Set<String> found = new TreeSet<>();
    List<Run> runs = new ArrayList<>();
    MachineSubject subject = subject(memory, cpus(program), m -> runs.add(new Run(m, program)));
    strategy.explore(
        new Subject() {
          @Override
          public String name() {
            return program;
          }

          @Override
          public Outcome execute(ChoicePolicy policy) {
            Outcome outcome = subject.execute(policy);
            if (outcome.kind() == Outcome.Kind.OK) {
              found.add(runs.getLast().toString());
            }
            runs.clear();
            return outcome;
          }
        },
        Budget.UNLIMITED);
    return found;
  }

  private static MachineSubject subject(
      String memory, int threads, Consumer<VirtualMachine> program) {
    MachineSubject subject = new MachineSubject(memory, UniformHardware.free(threads), program);
    return switch (memory) {
      case "tso" -> subject.memory(MemoryOrder.TSO);
      case "arm" -> subject.memory(MemoryOrder.ARM_WEAK);
      default -> subject;
    };
  }

  private static void run(VirtualMachine machine, Cpu cpu, Runnable body) {
    machine.start(cpu, machine.newContext("cpu" + cpu.id(), -1, body));
  }

  private static int cpus(String program) {
    return switch (program) {
      case "iriw", "iriw+acq", "2cowr" -> 4;
      case "w+rwc+f", "z6.u", "isa2" -> 3;
      default -> 2;
    };
  }

  /** One execution, and what was read and written in it. */
  private static final class Run {
    private final VirtualMachine machine;
    private final MemoryWord[] words;
    private final StringBuilder[] reads;

    Run(VirtualMachine machine, String program) {
      this.machine = machine;
      words =
          new MemoryWord[] {
            machine.newWord("x", 0), machine.newWord("y", 0), machine.newWord("z", 0)
          };
      reads = new StringBuilder[cpus(program)];
      Arrays.setAll(reads, i -> new StringBuilder());
      start(program);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (MemoryWord word : words) {
        text.append(word.name()).append('=').append(word.value()).append(' ');
      }
      return text + String.join(" ", reads);
    }

    private void threads(List<Consumer<Cpu>> bodies) {
      for (int i = 0; i < bodies.size(); i++) {
        Cpu cpu = machine.cpu(i);
        Consumer<Cpu> body = bodies.get(i);
        run(machine, cpu, () -> body.accept(cpu));
      }
    }

    private void read(Cpu cpu, int word) {
      note(cpu, words[word].load(cpu));
    }

    private void acquire(Cpu cpu, int word) {
      note(cpu, words[word].loadAcquire(cpu));
    }

    private void note(Cpu cpu, long value) {
      reads[cpu.id()].append(cpu.id()).append('r').append(value).append(' ');
    }

    private void write(Cpu cpu, int word, int value) {
      words[word].store(cpu, value);
    }

    private void release(Cpu cpu, int word, int value) {
      words[word].storeRelease(cpu, value);
    }

    private void start(String program) {
      switch (program) {
        case "sb", "sb+f" -> storeBuffering(program.endsWith("f"), false);
        case "sb+own" -> storeBuffering(false, true);
        case "mp" -> messagePassing(false, false, false);
        case "mp+rel" -> messagePassing(true, false, false);
        case "mp+acq" -> messagePassing(false, true, false);
        case "mp+rel+acq" -> messagePassing(true, true, false);
        case "mp+f" -> messagePassing(false, false, true);
        case "iriw" -> independentReads(false);
        case "iriw+acq" -> independentReads(true);
        case "2+2w" -> twoWritesEach(false);
        case "2+2w+rel" -> twoWritesEach(true);
        default -> others(program);
      }
    }

    private void storeBuffering(boolean barrier, boolean own) {
      threads(
          List.of(
              c -> storeAndLoad(c, X, Y, barrier, own), c -> storeAndLoad(c, Y, X, barrier, own)));
    }

    private void storeAndLoad(Cpu cpu, int mine, int other, boolean barrier, boolean own) {
      write(cpu, mine, 1);
      if (barrier) {
        cpu.fence();
      }
      if (own) {
        read(cpu, mine);
      }
      read(cpu, other);
    }

    private void messagePassing(boolean release, boolean acquire, boolean barrier) {
      threads(
          List.of(
              c -> {
                write(c, X, 1);
                if (barrier) {
                  c.fence();
                }
                if (release) {
                  release(c, Y, 1);
                } else {
                  write(c, Y, 1);
                }
              },
              c -> {
                if (acquire) {
                  acquire(c, Y);
                } else {
                  read(c, Y);
                }
                if (barrier) {
                  c.fence();
                }
                read(c, X);
              }));
    }

    private void independentReads(boolean acquire) {
      threads(
          List.of(
              c -> write(c, X, 1),
              c -> readBoth(c, X, Y, acquire),
              c -> readBoth(c, Y, X, acquire),
              c -> write(c, Y, 1)));
    }

    private void readBoth(Cpu cpu, int first, int second, boolean acquire) {
      if (acquire) {
        acquire(cpu, first);
      } else {
        read(cpu, first);
      }
      read(cpu, second);
    }

    private void twoWritesEach(boolean release) {
      threads(List.of(c -> writeBoth(c, X, Y, release), c -> writeBoth(c, Y, X, release)));
    }

    private void writeBoth(Cpu cpu, int first, int second, boolean release) {
      if (release) {
        release(cpu, first, 1);
        release(cpu, second, 2);
      } else {
        write(cpu, first, 1);
        write(cpu, second, 2);
      }
    }

    private void others(String program) {
      threads(
          switch (program) {
            case "lb" ->
                List.of(
                    c -> {
                      read(c, X);
                      write(c, Y, 1);
                    },
                    c -> {
                      read(c, Y);
                      write(c, X, 1);
                    });
            case "s" ->
                List.of(
                    c -> {
                      write(c, X, 2);
                      write(c, Y, 1);
                    },
                    c -> {
                      read(c, Y);
                      write(c, X, 1);
                    });
            case "w+rwc+f" ->
                List.of(
                    c -> {
                      write(c, X, 1);
                      release(c, Y, 1);
                    },
                    c -> {
                      acquire(c, Y);
                      c.fence();
                      read(c, Z);
                    },
                    c -> {
                      write(c, Z, 1);
                      c.fence();
                      read(c, X);
                    });
            case "z6.u" ->
                List.of(
                    c -> {
                      write(c, X, 1);
                      release(c, Y, 1);
                    },
                    c -> {
                      note(c, words[Y].add(c, 10));
                      read(c, Y);
                    },
                    c -> {
                      write(c, Y, 3);
                      c.fence();
                      read(c, X);
                    });
            case "corr" ->
                List.of(
                    c -> {
                      write(c, X, 1);
                      write(c, X, 2);
                    },
                    c -> {
                      read(c, X);
                      read(c, X);
                    });
            case "cowr" ->
                List.of(
                    c -> {
                      write(c, X, 1);
                      read(c, X);
                    },
                    c -> write(c, X, 2));
            case "2cowr" ->
                List.of(c -> write(c, X, 1), c -> read(c, X), c -> read(c, Y), c -> write(c, Y, 1));
            case "isa2" ->
                List.of(
                    c -> {
                      write(c, X, 1);
                      release(c, Y, 1);
                    },
                    c -> {
                      acquire(c, Y);
                      release(c, Z, 1);
                    },
                    c -> {
                      acquire(c, Z);
                      read(c, X);
                    });
            default -> throw new IllegalArgumentException(program);
          });
    }
  }
}
