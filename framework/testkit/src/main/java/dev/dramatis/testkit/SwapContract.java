package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * What a live swap owes to programs: they must not notice. Derive a test class and name what is
 * exchanged for what.
 */
public abstract class SwapContract {
  /** For test classes. */
  protected SwapContract() {}

  /** The personality at the start. */
  protected abstract Personality first();

  /** The personality swapped to; swaps go both ways. */
  protected abstract Personality second();

  /** The scheduler at the start. */
  protected abstract SchedulerFactory firstScheduler();

  /** The scheduler swapped to. */
  protected abstract SchedulerFactory secondScheduler();

  /** Random programs. */
  protected int programs() {
    return 200;
  }

  @Test
  void shouldNotChangeTheOutcomeOfRandomProgramsWhenPersonalitiesAreExchangedBothWays() {
    int carried = 0;
    for (int seed = 0; seed < programs(); seed++) {
      SplittableRandom random = new SplittableRandom(1000 + seed);
      boolean forth = random.nextBoolean();
      Personality from = forth ? first() : second();
      Personality to = forth ? second() : first();
      carried +=
          check(
              seed,
              from,
              end -> {
                long moment = random.nextLong(1, end);
                long back = random.nextLong(moment, end + 10_000_000);
                return List.of(
                    new Swap.ToPersonality(moment, to), new Swap.ToPersonality(back, from));
              });
    }
    assertThat(carried).as("threads carried").isGreaterThan(2 * programs());
  }

  @Test
  void shouldNotChangeTheOutcomeOfRandomProgramsWhenSchedulersAreExchanged() {
    for (int seed = 0; seed < programs() / 4; seed++) {
      SplittableRandom random = new SplittableRandom(5000 + seed);
      check(
          seed,
          seed % 2 == 0 ? first() : second(),
          end -> {
            List<Swap> swaps = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
              long moment = end * i / 4 + random.nextLong(1, Math.max(2, end / 4));
              swaps.add(
                  new Swap.ToScheduler(moment, i % 2 == 0 ? secondScheduler() : firstScheduler()));
            }
            return swaps;
          });
    }
  }

  @Test
  void shouldLeaveNothingOfAKernelAtTheObjectsOfUserSpace() {
    checkLeftovers(first(), second());
    checkLeftovers(second(), first());
  }

  private void checkLeftovers(Personality from, Personality to) {
    UserMutex[] mutex = {null};
    UserCondition[] condition = {null};
    List<String> left = new ArrayList<>();
    Personality observed =
        new Personality() {
          @Override
          public String id() {
            return to.id();
          }

          @Override
          public String title() {
            return to.title();
          }

          @Override
          public Kernel boot(KernelHost host) {
            left.add(mutex[0].attachment() + " " + condition[0].attachment());
            return to.boot(host);
          }
        };
    Workload contention =
        Runs.program(user -> {
          UserThread child =
              user.create(
                  ThreadSpec.named("waiter"),
                  waiter -> {
                    waiter.lock(mutex[0]);
                    waiter.await(condition[0], mutex[0]);
                    waiter.unlock(mutex[0]);
                  });
          user.compute(30_000_000);
          user.lock(mutex[0]);
          user.signal(condition[0]);
          user.compute(30_000_000);
          user.unlock(mutex[0]);
          user.join(child);
        });
    Workload prepared =
        new Workload() {
          @Override
          public String name() {
            return contention.name();
          }

          @Override
          public void start(Launcher launcher) {
            mutex[0] = launcher.newMutex("m");
            condition[0] = launcher.newCondition("c");
            contention.start(launcher);
          }
        };
    List<Swap> swaps =
        List.of(
            new Swap.ToPersonality(20_000_000, observed),
            new Swap.ToPersonality(45_000_000, observed));
    complete(
        Runs.on(2, prepared, from, firstScheduler()).withSwaps(swaps),
        from.id() + " to " + to.id());
    assertThat(left).containsExactly("null null", "null null");
  }

  /** Returns how many threads were carried from kernel to kernel. */
  private int check(int seed, Personality from, LongFunction<List<Swap>> swapsBefore) {
    RandomProgram program = RandomProgram.of(seed);
    RunConfig plain = Runs.on(1 + seed % 4, program, from, firstScheduler()).withSeed(seed);
    complete(plain, "seed " + seed + " without a swap");
    String expected = program.outcome();
    List<Swap> swaps = swapsBefore.apply(Math.max(2, program.endNanos()));
    RunResult swapped = complete(plain.withSwaps(swaps), "seed " + seed + " with " + swaps);
    assertThat(program.outcome()).as("seed %d with %s", seed, swaps).isEqualTo(expected);
    if (seed % 10 == 0) {
      assertThat(complete(plain.withSwaps(swaps), "again").digest()).isEqualTo(swapped.digest());
    }
    return swapped.swaps().stream().mapToInt(RunResult.SwapReport::carried).sum();
  }

  private static RunResult complete(RunConfig config, String what) {
    RunResult result = Simulation.run(config);
    Failure failure = result.failure();
    assertThat(failure == null ? "" : failure.report()).as(what).isEmpty();
    assertThat(result.ending()).as(what).isEqualTo(Ending.COMPLETED);
    return result;
  }
}
