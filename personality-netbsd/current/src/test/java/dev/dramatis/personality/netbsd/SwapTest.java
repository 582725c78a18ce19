package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwapTest {
  private static RunResult swapped(int cpus, Consumer<Launcher> workload) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      swaps.add(new Swap.ToPersonality(i * 13_000_000L, new NetbsdPersonality()));
      swaps.add(new Swap.ToScheduler(i * 13_000_000L + 5_000_000L, Fifo.FACTORY));
    }
    RunResult result = completed(run(cpus, c -> c.withSwaps(swaps), workload));
    assertThat(result.swaps()).isNotEmpty().allSatisfy(s -> assertThat(s.refusal()).isEmpty());
    return result;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCarryComputingAndSleepingThreads(int cpus) {
    swapped(
        cpus,
        w -> {
          int p = w.newProcess("p");
          for (int i = 0; i < 6; i++) {
            w.launch(
                p,
                ThreadSpec.named("t" + i),
                user -> {
                  for (int n = 0; n < 10; n++) {
                    user.compute(7_000_000);
                    user.sleep(15_000_000);
                  }
                });
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCarryJoinersAndZombies(int cpus) {
    List<Integer> results = new ArrayList<>();
    swapped(
        cpus,
        w ->
            w.launch(
                w.newProcess("p"),
                ThreadSpec.named("main"),
                user -> {
                  List<UserThread> children = new ArrayList<>();
                  for (int n = 0; n < 8; n++) {
                    int work = n * 10_000_000;
                    children.add(user.create(ThreadSpec.named("c" + n), u -> u.compute(work)));
                  }
                  user.sleep(40_000_000);
                  for (UserThread child : children) {
                    results.add(user.join(child));
                  }
                  user.sleep(200_000_000);
                }));
    assertThat(results).hasSize(8).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCarryMutexesAndConditions(int cpus) {
    int[] turns = {0};
    swapped(
        cpus,
        w -> {
          int p = w.newProcess("p");
          UserMutex mutex = w.newMutex("m");
          UserCondition condition = w.newCondition("c");
          for (int i = 0; i < 3; i++) {
            int me = i;
            w.launch(
                p,
                ThreadSpec.named("t" + i),
                user -> {
                  for (int n = 0; n < 20; n++) {
                    user.lock(mutex);
                    while (turns[0] % 3 != me) {
                      user.await(condition, mutex);
                    }
                    user.compute(3_000_000);
                    turns[0]++;
                    user.broadcast(condition);
                    user.unlock(mutex);
                    user.compute(2_000_000);
                  }
                });
          }
        });
    assertThat(turns[0]).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCarrySuspendedThreads(int cpus) {
    List<Integer> results = new ArrayList<>();
    swapped(
        cpus,
        w -> {
          int p = w.newProcess("p");
          UserThread worker =
              w.launch(p, ThreadSpec.named("worker"), user -> user.compute(100_000_000));
          w.launch(
              p,
              ThreadSpec.named("boss"),
              user -> {
                user.sleep(1_000_000);
                results.add(user.suspend(worker));
                user.sleep(70_000_000);
                results.add(user.resume(worker));
                results.add(user.join(worker));
              });
        });
    assertThat(results).containsExactly(0, 0, 0);
  }
}
