package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What kernels and schedulers owe to programs while CPUs go out of service and come back: nothing
 * is lost, and nobody runs where no CPU is. Derive a test class and name the parts.
 */
public abstract class HotplugContract {
  private static final long MS = 1_000_000;

  /** For test classes. */
  protected HotplugContract() {}

  /** The personality under test. */
  protected abstract Personality personality();

  /** Schedulers to run it with. */
  protected abstract List<SchedulerFactory> schedulers();

  /** Random programs per scheduler. */
  protected int programs() {
    return 40;
  }

  @Test
  void shouldLoseNothingOfRandomProgramsWhenCpusGoAndCome() {
    int changes = 0;
    for (SchedulerFactory scheduler : schedulers()) {
      for (int seed = 0; seed < programs(); seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        int cpus = 2 + seed % 3;
        RandomProgram program = RandomProgram.of(seed);
        RunConfig plain = Runs.on(cpus, program, personality(), scheduler).withSeed(seed);
        complete(plain, scheduler.id() + " seed " + seed);
        String expected = program.outcome();
        List<Swap> swaps = changes(random, cpus, Math.max(2, program.endNanos()));
        Strays strays = new Strays(cpus);
        RunResult result =
            complete(
                plain.withSwaps(swaps).withSinks(List.of(strays)),
                scheduler.id() + " seed " + seed + " with " + swaps);
        assertThat(program.outcome()).as("seed %d with %s", seed, swaps).isEqualTo(expected);
        assertThat(strays.found).as("seed %d with %s", seed, swaps).isEmpty();
        changes += (int) result.swaps().stream().filter(s -> s.completedNanos() >= 0).count();
        if (seed % 10 == 0) {
          assertThat(complete(plain.withSwaps(swaps), "again").digest()).isEqualTo(result.digest());
        }
      }
    }
    assertThat(changes)
        .as("CPUs that went or came")
        .isGreaterThan(schedulers().size() * programs());
  }

  private static List<Swap> changes(SplittableRandom random, int cpus, long end) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long moment = end * i / 6 + random.nextLong(1, Math.max(2, end / 6));
      swaps.add(new Swap.CpuOnline(moment, random.nextInt(cpus), random.nextInt(3) == 0));
    }
    return swaps;
  }

  @Test
  void shouldMoveWhatRunsAndUseTheCpuAgainWhenItIsBack() {
    for (SchedulerFactory scheduler : schedulers()) {
      Strays events = new Strays(2);
      RunConfig config =
          Runs.on(2, hogs(4, null), personality(), scheduler)
              .withSinks(List.of(events))
              .withSwaps(
                  List.of(
                      new Swap.CpuOnline(30 * MS, 1, false), new Swap.CpuOnline(90 * MS, 1, true)));
      complete(config, scheduler.id());
      assertThat(events.found).as(scheduler.id()).isEmpty();
      assertThat(events.lastDispatch[1]).as(scheduler.id()).isGreaterThan(90 * MS);
    }
  }

  @Test
  void shouldRefuseToStrandABoundThreadOrToStopTheLastCpu() {
    BitSet second = new BitSet();
    second.set(1);
    SchedulerFactory scheduler = schedulers().getFirst();
    RunResult bound =
        complete(
            Runs.on(2, hogs(2, second), personality(), scheduler)
                .withSwaps(
                    List.of(
                        new Swap.CpuOnline(10 * MS, 1, false),
                        new Swap.CpuOnline(20 * MS, 0, false),
                        new Swap.CpuOnline(30 * MS, 0, false))),
            "bound");
    assertThat(bound.swaps())
        .extracting(RunResult.SwapReport::refusal)
        .containsExactly("thread hog is bound to it", "", "it is out of service already");
    RunResult last =
        complete(
            Runs.on(1, hogs(2, null), personality(), scheduler)
                .withSwaps(
                    List.of(
                        new Swap.CpuOnline(10 * MS, 0, false),
                        new Swap.CpuOnline(20 * MS, 0, true))),
            "last");
    assertThat(last.swaps())
        .extracting(RunResult.SwapReport::refusal)
        .containsExactly("it is the last one in service", "it is in service already");
  }

  @Test
  void shouldRefuseAnAffinityWithoutACpuInService() {
    List<Integer> results = new ArrayList<>();
    Workload workload =
        Runs.program(user -> {
          user.sleep(40 * MS);
          BitSet gone = new BitSet();
          gone.set(1);
          results.add(user.setAffinity(user.self(), gone));
        });
    complete(
        Runs.on(2, workload, personality(), schedulers().getFirst())
            .withSwaps(List.of(new Swap.CpuOnline(10 * MS, 1, false))),
        "affinity");
    assertThat(results).containsExactly(dev.dramatis.spi.kernel.Errno.EINVAL);
  }

  @Test
  void shouldStayOutOfServiceUnderTheNextKernel() {
    for (SchedulerFactory scheduler : schedulers()) {
      Strays events = new Strays(3);
      complete(
          Runs.on(3, hogs(5, null), personality(), scheduler)
              .withSinks(List.of(events))
              .withSwaps(
                  List.of(
                      new Swap.CpuOnline(10 * MS, 0, false),
                      new Swap.ToPersonality(30 * MS, personality()),
                      new Swap.ToScheduler(50 * MS, scheduler))),
          scheduler.id());
      assertThat(events.found).as(scheduler.id()).isEmpty();
    }
  }

  /** Threads that compute for 100 ms each; the first one has the affinity. */
  private static Workload hogs(int count, @Nullable BitSet affinity) {
    return Runs.program(user -> {
      Program hog = u -> u.compute(100 * MS);
      for (int i = 0; i < count; i++) {
        ThreadSpec spec = ThreadSpec.named("hog");
        user.create(i == 0 && affinity != null ? bound(spec, affinity) : spec, hog);
      }
      hog.run(user);
    });
  }

  private static ThreadSpec bound(ThreadSpec spec, BitSet affinity) {
    return new ThreadSpec(
        spec.name(),
        spec.schedClass(),
        spec.realtimePriority(),
        spec.nice(),
        affinity,
        spec.detached(),
        spec.workingSetBytes());
  }

  private static RunResult complete(RunConfig config, String what) {
    RunResult result = Simulation.run(config);
    Failure failure = result.failure();
    assertThat(failure == null ? "" : failure.report()).as(what).isEmpty();
    assertThat(result.ending()).as(what).isEqualTo(Ending.COMPLETED);
    return result;
  }

  /** Notes threads that are put on a CPU some time after it went out of service. */
  private static final class Strays implements TraceSink {
    private static final long GRACE = MS;

    private final long[] gone;
    private final long[] lastDispatch;
    private final List<String> found = new ArrayList<>();

    Strays(int cpus) {
      gone = new long[cpus];
      java.util.Arrays.fill(gone, Long.MAX_VALUE);
      lastDispatch = new long[cpus];
    }

    @Override
    public void event(long time, EventKind kind, int cpu, int thread, long arg) {
      if (kind == EventKind.ONLINE) {
        gone[cpu] = arg == 1 ? Long.MAX_VALUE : time;
      } else if (kind == EventKind.SWITCH_IN && thread >= 0) {
        lastDispatch[cpu] = time;
        if (gone[cpu] != Long.MAX_VALUE && time > gone[cpu] + GRACE) {
          found.add("thread " + thread + " on CPU " + cpu + " at " + time);
        }
      }
    }

    @Override
    public void name(int number, String name) {
      // not of interest
    }
  }
}
