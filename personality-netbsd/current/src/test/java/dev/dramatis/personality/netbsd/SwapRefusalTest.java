package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only this kernel knows is not carried to another: the swap is refused, and nothing lost. */
class SwapRefusalTest {
  private static final long MOMENT = 50_000_000;
  private static final long LATER = 500_000_000;

  private final List<Object> seen = new ArrayList<>();

  /** Refusals of a swap at the moment, and of one later. */
  private List<String> refusals(Program main) {
    RunResult result =
        completed(
            run(
                2,
                c ->
                    c.withSwaps(
                        List.of(
                            new Swap.ToPersonality(MOMENT, new NetbsdPersonality()),
                            new Swap.ToPersonality(LATER, new NetbsdPersonality()))),
                w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
    return result.swaps().stream().map(RunResult.SwapReport::refusal).toList();
  }

  private static UserThread fork(User user, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), false, program));
  }

  private static void sleepPast(User user) {
    user.sleepUntil(LATER + 100_000_000);
  }

  @Test
  void shouldRefuseWhileThereAreForkedProcesses() {
    List<String> refusals =
        refusals(user -> {
          UserThread child = fork(user, u -> u.sleep(100_000_000));
          user.awaitProcess(child.process(), 0, new ProcessStatus());
          sleepPast(user);
        });
    assertThat(refusals).hasSize(2);
    assertThat(refusals.get(0)).contains("1 processes made by fork");
    assertThat(refusals.get(1)).isEmpty();
  }

  @Test
  void shouldRefuseWhileAZombieWaitsForItsParent() {
    List<String> refusals =
        refusals(user -> {
          UserThread child = fork(user, u -> u.compute(1_000));
          user.sleep(200_000_000);
          user.awaitProcess(child.process(), 0, new ProcessStatus());
          sleepPast(user);
        });
    assertThat(refusals.get(0)).contains("made by fork");
    assertThat(refusals.get(1)).isEmpty();
  }

  @Test
  void shouldRefuseCaughtSignals() {
    List<String> refusals =
        refusals(user -> {
          user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(true), u -> {});
          user.sleep(200_000_000);
          user.setSignalAction(Signals.SIGUSR1, SignalAction.DEFAULT, null);
          sleepPast(user);
        });
    assertThat(refusals.get(0)).contains("catches or ignores signals");
    assertThat(refusals.get(1)).isEmpty();
  }

  @Test
  void shouldRefuseBlockedSignals() {
    List<String> refusals =
        refusals(user -> {
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.sleep(200_000_000);
          user.setSignalMask(0);
          sleepPast(user);
        });
    assertThat(refusals.get(0)).contains("thread main blocks signals");
    assertThat(refusals.get(1)).isEmpty();
  }

  @Test
  void shouldRefusePendingSignals() {
    List<String> refusals =
        refusals(user -> {
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.kill(user.self().process(), Signals.SIGUSR1);
          user.sleep(200_000_000);
          user.setSignalAction(Signals.SIGUSR1, SignalAction.IGNORE, null);
          user.setSignalAction(Signals.SIGUSR1, SignalAction.DEFAULT, null);
          user.setSignalMask(0);
          sleepPast(user);
        });
    assertThat(refusals.get(0)).contains("process 1 (p) has a signal pending");
    assertThat(refusals.get(1)).isEmpty();
  }

  @Test
  void shouldRefuseStoppedProcesses() {
    RunResult result =
        completed(
            run(
                2,
                c -> c.withSwaps(List.of(new Swap.ToPersonality(MOMENT, new NetbsdPersonality()))),
                w -> {
                  UserThread other =
                      w.launch(w.newProcess("other"), ThreadSpec.named("o"), u -> u.sleep(LATER));
                  w.launch(
                      w.newProcess("p"),
                      ThreadSpec.named("main"),
                      u -> {
                        u.sleep(10_000_000);
                        u.kill(other.process(), Signals.SIGSTOP);
                        u.sleep(100_000_000);
                        u.kill(other.process(), Signals.SIGCONT);
                      });
                }));
    assertThat(result.swaps()).hasSize(1);
    assertThat(result.swaps().get(0).refusal()).contains("process 1 (other) is stopped");
  }

  @Test
  void shouldRefuseLwpsWithoutAProgram() {
    List<String> refusals =
        refusals(user -> {
          long lid = user.call("_lwp_create", 1, 0x80, 1);
          user.sleep(200_000_000);
          user.call("_lwp_continue", lid);
          user.call("_lwp_wait", lid, 1);
          sleepPast(user);
        });
    assertThat(refusals.get(0)).contains("made by _lwp_create");
    assertThat(refusals.get(1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldLoseNothingIfSwapsComeAtAnyTime(int cpus) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      swaps.add(
          new Swap.ToPersonality(
              i * 1_130_000L + i * 7919L % 1000 * 1000, new NetbsdPersonality()));
    }
    RunResult result =
        completed(
            run(
                cpus,
                c -> c.withSwaps(swaps),
                w -> {
                  for (int i = 0; i < 3; i++) {
                    w.launch(w.newProcess("p" + i), ThreadSpec.named("main" + i), this::busy);
                  }
                }));
    assertThat(seen).hasSize(90);
    assertThat(result.swaps()).anySatisfy(s -> assertThat(s.refusal()).isEmpty());
    assertThat(result.swaps()).anySatisfy(s -> assertThat(s.refusal()).isNotEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldFindEveryZombieAgainHoweverSwapsFall(int cpus) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      swaps.add(
          new Swap.ToPersonality(i * 400_000L + i * 7919L % 400 * 1000, new NetbsdPersonality()));
    }
    List<Integer> joined = new ArrayList<>();
    completed(
        run(
            cpus,
            c -> c.withSwaps(swaps),
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      while (user.now() < 120_000_000) {
                        int work = user.random().nextInt(20_000);
                        UserThread child = user.create(ThreadSpec.named("c"), u -> u.compute(work));
                        user.compute(user.random().nextInt(10_000));
                        joined.add(user.join(child));
                      }
                    })));
    assertThat(joined).hasSizeGreaterThan(1000).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldEndWholeProcessesHoweverSwapsFall(int cpus) {
    List<Swap> swaps = new ArrayList<>();
    for (int i = 1; i <= 150; i++) {
      swaps.add(
          new Swap.ToPersonality(i * 400_000L + i * 7919L % 400 * 1000, new NetbsdPersonality()));
    }
    completed(
        run(
            cpus,
            c -> c.withSwaps(swaps),
            w -> {
              for (int i = 0; i < 40; i++) {
                w.launch(
                    w.newProcess("p" + i),
                    ThreadSpec.named("main"),
                    user -> {
                      user.create(ThreadSpec.named("busy"), u -> u.compute(1_000_000_000_000L));
                      user.create(ThreadSpec.named("asleep"), u -> u.sleep(1_000_000_000_000L));
                      user.compute(user.random().nextInt(4_000_000));
                      user.exitProcess(1);
                    });
              }
            }));
  }

  private void busy(User user) {
    ProcessStatus status = new ProcessStatus();
    for (int n = 0; n < 10; n++) {
      int value = n;
      user.compute(3_000_000);
      UserThread child =
          fork(
              user,
              u -> {
                u.compute(2_000_000);
                u.exitProcess(value);
              });
      assertThat(user.awaitProcess(child.process(), 0, status)).isZero();
      assertThat(status.value()).isEqualTo(value);
      seen.add(child);
      user.sleep(10_000_000);
      user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(true), u -> seen.add("handler"));
      user.kill(user.self().process(), Signals.SIGUSR1);
      user.setSignalAction(Signals.SIGUSR1, SignalAction.DEFAULT, null);
      long before = user.setSignalMask(Signals.bit(Signals.SIGUSR2));
      assertThat(user.setSignalMask(before)).isEqualTo(Signals.bit(Signals.SIGUSR2));
      seen.add(before);
      user.sleep(10_000_000);
    }
  }
}
