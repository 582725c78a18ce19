package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything at once, at random; the checks of the kernel are the judge. */
class StressTest {
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,3", "8,4", "8,5", "16,6", "4,7", "2,8"})
  void shouldSurviveEverythingAtOnce(int cpus, int seed) {
    RunResult result = run(cpus, c -> c.withSeed(seed), w -> start(w, cpus));
    completed(result);
    assertThat(result.checks()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "8,4"})
  void shouldSurviveSwapsMeanwhile(int cpus, int seed) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      swaps.add(new Swap.ToPersonality(i * 7_000_000L, new NetbsdPersonality()));
      swaps.add(new Swap.ToScheduler(i * 7_000_000L + 3_000_000L, Fifo.FACTORY));
    }
    completed(run(cpus, c -> c.withSeed(seed).withSwaps(swaps), w -> start(w, cpus)));
  }

  private static void start(Launcher w, int cpus) {
    for (int n = 0; n < 3; n++) {
      int p = w.newProcess("p" + n);
      UserMutex mutex = w.newMutex("m" + n);
      UserCondition condition = w.newCondition("c" + n);
      for (int i = 0; i < 6; i++) {
        w.launch(
            p, ThreadSpec.named("t" + n + "." + i), user -> act(user, mutex, condition, cpus, 60));
      }
    }
  }

  private static void act(
      User user, UserMutex mutex, UserCondition condition, int cpus, int steps) {
    List<UserThread> children = new ArrayList<>();
    for (int n = 0; n < steps; n++) {
      switch (user.random().nextInt(12)) {
        case 0 -> user.compute(user.random().nextInt(2_000_000));
        case 1 -> user.yield();
        case 2 -> user.sleep(user.random().nextInt(15_000_000));
        case 3 -> {
          user.lock(mutex);
          user.compute(user.random().nextInt(200_000));
          user.unlock(mutex);
        }
        case 4 -> {
          user.lock(mutex);
          user.await(condition, mutex, user.now() + user.random().nextInt(20_000_000));
          user.unlock(mutex);
        }
        case 5 -> {
          user.lock(mutex);
          user.signal(condition);
          user.unlock(mutex);
        }
        case 6 -> user.broadcast(condition);
        case 7 -> {
          UserThread child =
              user.create(
                  user.random().nextInt(2) == 0
                      ? ThreadSpec.named("d").asDetached()
                      : ThreadSpec.named("c"),
                  u -> act(u, mutex, condition, cpus, 5));
          if (child != null && !child.detached()) {
            children.add(child);
          }
        }
        case 8 -> {
          if (!children.isEmpty()) {
            UserThread child = children.remove(user.random().nextInt(children.size()));
            int result = user.random().nextInt(3) == 0 ? user.detach(child) : user.join(child);
            assertThat(result).isZero();
          }
        }
        case 9 -> {
          BitSet set = new BitSet();
          set.set(user.random().nextInt(cpus));
          set.set(user.random().nextInt(cpus));
          UserThread whom = children.isEmpty() ? user.self() : children.get(0);
          user.setAffinity(whom, user.random().nextInt(3) == 0 ? null : set);
        }
        case 10 -> {
          if (!children.isEmpty()) {
            user.resume(children.get(0));
          }
        }
        default -> {
          boolean realtime = user.random().nextInt(3) == 0;
          UserThread whom = children.isEmpty() ? user.self() : children.get(0);
          user.setScheduling(
              whom,
              realtime ? SchedClass.ROUND_ROBIN : SchedClass.TIMESHARE,
              realtime ? 1 + user.random().nextInt(99) : 0,
              realtime ? 0 : user.random().nextInt(40) - 20);
        }
      }
    }
    for (UserThread child : children) {
      user.join(child);
    }
  }
}
