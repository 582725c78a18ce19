package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a receiver of events owes to runs, and what a kernel's events owe to receivers. Derive a
 * test class.
 */
public abstract class TraceSinkContract {
  /** For test classes. */
  protected TraceSinkContract() {}

  /** The receiver under test; a new one for each call. */
  protected abstract TraceSink sink();

  /** The kernel whose events it receives. */
  protected abstract Personality personality();

  /** A scheduler to run it with. */
  protected abstract SchedulerFactory scheduler();

  private RunConfig config() {
    return Runs.on(2, RandomProgram.of(11), personality(), scheduler());
  }

  @Test
  void shouldNotInfluenceTheRun() {
    String alone = Simulation.run(config()).digest();
    assertThat(Simulation.run(config().withSinks(List.of(sink()))).digest()).isEqualTo(alone);
  }

  @Test
  void shouldReceiveNamesBeforeTheirNumbersAreUsed() {
    Set<Integer> named = new HashSet<>();
    List<String> unnamed = new ArrayList<>();
    TraceSink check =
        new TraceSink() {
          @Override
          public void event(long time, EventKind kind, int cpu, int thread, long arg) {
            boolean uses =
                kind == EventKind.WAIT_CHANNEL
                    || kind == EventKind.IRQ_ENTER
                    || kind == EventKind.SYSCALL_ENTER;
            if (uses && !named.contains((int) arg)) {
              unnamed.add(kind + " " + arg);
            }
          }

          @Override
          public void name(int number, String name) {
            named.add(number);
          }
        };
    Simulation.run(config().withSinks(List.of(sink(), check)));
    assertThat(unnamed).isEmpty();
  }

  @Test
  void shouldSeeATimePerCpuThatDoesNotGoBack() {
    long[] last = new long[2];
    List<String> backwards = new ArrayList<>();
    TraceSink check =
        (time, kind, cpu, thread, arg) -> {
          if ((kind == EventKind.SWITCH_IN || kind == EventKind.SWITCH_OUT) && cpu >= 0) {
            if (time < last[cpu]) {
              backwards.add(kind + " on " + cpu + " at " + time + " after " + last[cpu]);
            }
            last[cpu] = time;
          }
        };
    Simulation.run(config().withSinks(List.of(sink(), check)));
    assertThat(backwards).isEmpty();
  }
}
