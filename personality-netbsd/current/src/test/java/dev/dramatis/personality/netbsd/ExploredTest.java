package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import org.junit.jupiter.api.Test;

/**
 * Orders of events that virtual time would never produce; the checks of the kernel are the judge.
 */
class ExploredTest {
  private static final int RUNS = 40;

  @Test
  void shouldHoldUnderRandomOrder() {
    for (int seed = 1; seed <= RUNS; seed++) {
      completed(
          Simulation.run(
              Runs.config(3, ExploredTest::start).withSeed(seed),
              random -> new RandomPolicy(random)));
    }
  }

  private static void start(Launcher w) {
    int p = w.newProcess("p");
    UserMutex mutex = w.newMutex("m");
    UserCondition condition = w.newCondition("c");
    for (int i = 0; i < 4; i++) {
      w.launch(p, ThreadSpec.named("t" + i), user -> act(user, mutex, condition));
    }
  }

  private static void act(User user, UserMutex mutex, UserCondition condition) {
    for (int n = 0; n < 6; n++) {
      UserThread child =
          user.create(
              n % 3 == 0 ? ThreadSpec.named("d").asDetached() : ThreadSpec.named("c"),
              u -> {
                u.lock(mutex);
                u.yield();
                u.broadcast(condition);
                u.unlock(mutex);
              });
      user.lock(mutex);
      user.await(condition, mutex, user.now() + 1_000_000);
      user.unlock(mutex);
      if (child != null && !child.detached()) {
        user.join(child);
      }
    }
  }
}
