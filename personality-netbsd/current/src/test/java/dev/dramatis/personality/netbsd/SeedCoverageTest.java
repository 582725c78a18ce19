package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of kern_lwp.c 1.270 has a method, and runs reach it. */
class SeedCoverageTest {
  /** A line of the list: a function, where the original has it, its method, a check in there. */
  private record Function(String name, int line, String type, String method, String check) {
    @Override
    public String toString() {
      return name + ":" + line;
    }
  }

  private static final Map<String, Long> EVALUATED = new TreeMap<>();

  static List<Function> functions() {
    Map<String, String> entered = entered();
    return new NetbsdPersonality()
        .functions().stream()
            .map(f -> {
              String[] method = f.method().split("\\.");
              return new Function(f.name(), f.line(), method[0], method[1], entered.get(f.name()));
            })
            .toList();
  }

  /** The check of each function that is evaluated whenever it is entered. */
  private static Map<String, String> entered() {
    try (InputStream in = SeedCoverageTest.class.getResourceAsStream("entered.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often each check was evaluated by random lives and a few special programs. */
  private static Map<String, Long> evaluated() {
    if (EVALUATED.isEmpty()) {
      for (int seed = 1; seed <= 60; seed++) {
        add(Simulation.run(PropertyTest.config(seed)));
      }
      add(Simulation.run(special()));
      add(
          Simulation.run(
              Runs.config(
                  1,
                  w ->
                      w.launch(
                          w.newProcess("p"),
                          ThreadSpec.named("m"),
                          user -> {
                            // More of them dead at once than the cache keeps.
                            for (int n = 0; n < 40; n++) {
                              user.create(ThreadSpec.named("c"), u -> u.compute(1));
                            }
                            user.sleep(30_000_000);
                          }))));
    }
    return EVALUATED;
  }

  private static void add(RunResult result) {
    Runs.completed(result);
    for (CheckCount count : result.checks()) {
      EVALUATED.merge(count.id(), count.evaluations(), Long::sum);
    }
  }

  /** What no thread of a program asks for by itself: the debugger's and procfs's look at LWPs. */
  private static RunConfig special() {
    Kern[] kern = new Kern[1];
    Program main =
        user -> {
          user.compute(1_000_000);
          Kern k = kern[0];
          Lwp l = (Lwp) user.self().attachment();
          k.data.lwpPctr(l);
          k.data.lwpWhatis(l.uarea);
          k.specific.lwpSetspecific(l, k.specific.lwpSpecificKeyCreate(data -> {}), "x");
          l.proc.lock.enter(l);
          k.lookup.lwpFindFirst(l, l.proc);
          k.life.lwpAddref(l, l);
          l.proc.lock.exit(l);
          k.life.lwpDelref(l, l);
          k.lookup.lwpFind2(l, 0, 0);
          l.proc.lock.exit(l);
          user.call("_lwp_setprivate", 5);
          user.call("sysctl kern.maxlwp=", 5000);
          user.call("_lwp_ctl", 1);
          user.fork(ThreadSpec.named("child"), true, u -> u.compute(1));
          unstop(user, k, l);
          user.call("__futex_set_robust_list", 0x8000, RobustFutexes.HEAD_SIZE);
          user.call("__futex", 0x1000, Futexes.WAIT, 0, 10_000_000, 0, 0, 0);
        };
    return Runs.config(2, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main))
        .withObservations(List.of(new Observation(0, k -> kern[0] = ((NetbsdKernel) k).kern())));
  }

  /** A debugger lets an LWP of a stopped process go on (ptrace). */
  private static void unstop(User user, Kern k, Lwp l) {
    UserThread child = user.fork(ThreadSpec.named("child"), false, u -> u.compute(50_000_000));
    user.kill(child.process(), Signals.SIGSTOP);
    user.sleep(30_000_000);
    Lwp t = (Lwp) child.attachment();
    k.procLock.enter(l);
    t.proc.lock.enter(l);
    k.control.lwpUnstop(l, t);
    t.proc.lock.exit(l);
    k.procLock.exit(l);
    user.awaitProcess(child.process(), 0, new ProcessStatus());
  }

  @ParameterizedTest
  @MethodSource("functions")
  void shouldHaveAMethod(Function function) throws ClassNotFoundException {
    Class<?> type = Class.forName(getClass().getPackageName() + "." + function.type);
    assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
        .contains(function.method);
    assertThat(Check.valueOf(function.check).function).isEqualTo(function.name);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void shouldBeReachedByRuns(Function function) {
    assertThat(evaluated())
        .hasEntrySatisfying(function.check, count -> assertThat(count).isPositive());
  }

  @Test
  void shouldListEveryFunctionThatHasAnAssertion() {
    TreeSet<String> listed = new TreeSet<>();
    functions().forEach(f -> listed.add(f.name));
    TreeSet<String> asserted = new TreeSet<>();
    for (Check check : Check.values()) {
      if (check.line > 0) {
        asserted.add(check.function);
      }
    }
    assertThat(listed).hasSize(44).containsAll(asserted);
  }

  /** Panics, which are only seen when they occur, and what has tests of its own. */
  private static final Set<String> ELSEWHERE =
      Set.of("K12", "K28", "N29", "N6", "N61", "N62", "N64", "N70");

  @Test
  void shouldEvaluateNearlyEveryCheckInRuns() {
    TreeSet<String> never = new TreeSet<>();
    for (Check check : Check.values()) {
      if (check.ordinal() <= Check.L1.ordinal() && evaluated().get(check.name()) == 0) {
        never.add(check.name());
      }
    }
    assertThat(never).isSubsetOf(ELSEWHERE);
  }
}
