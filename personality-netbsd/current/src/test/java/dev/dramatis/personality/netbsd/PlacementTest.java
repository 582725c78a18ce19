package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.sched.netbsd.bsd4.Activator;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which CPU LWPs run under 4.4BSD: lwp_migrate, and the children of vfork. */
class PlacementTest {
  private static final long MS = 1_000_000;

  private final List<Object> seen = new ArrayList<>();

  private static void scenario(int cpus, Program main) {
    Workload workload =
        Runs.workload(w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main));
    completed(
        Simulation.run(
            RunConfig.of(
                workload,
                new NetbsdPersonality(),
                UniformHardware.typical(cpus),
                Activator.factory())));
  }

  private static BitSet only(int cpu) {
    BitSet set = new BitSet();
    set.set(cpu);
    return set;
  }

  private static int cpu(User user) {
    return ((Lwp) user.self().attachment()).ci.id;
  }

  /** An LWP that waits for a CPU moves to another one when it has run there once more. */
  @Test
  void shouldMoveAQueuedLwpTheNextTimeItIsSwitchedOut() {
    scenario(
        2,
        user -> {
          user.setAffinity(user.self(), only(1));
          user.yield();
          UserThread hog =
              user.create(ThreadSpec.named("hog").on(only(0)), u -> u.compute(20 * MS));
          user.sleep(10 * MS);
          UserThread queued =
              user.create(
                  ThreadSpec.named("queued").on(only(0)),
                  u -> {
                    seen.add(cpu(u));
                    u.yield();
                    seen.add(cpu(u));
                  });
          user.setAffinity(queued, only(1));
          user.compute(60 * MS); // an idle CPU would steal it
          user.join(queued);
          user.join(hog);
        });
    assertThat(seen).containsExactly(0, 1);
  }

  /** One that sleeps before it is switched out keeps to its affinity when it wakes up. */
  @Test
  void shouldForgetAMigrationThatASleepOvertakes() {
    scenario(
        2,
        user -> {
          user.setAffinity(user.self(), only(1));
          user.yield();
          UserThread hog =
              user.create(ThreadSpec.named("hog").on(only(0)), u -> u.compute(20 * MS));
          user.sleep(10 * MS);
          UserThread queued =
              user.create(
                  ThreadSpec.named("queued").on(only(0)),
                  u -> {
                    seen.add(cpu(u));
                    u.sleep(MS);
                    seen.add(cpu(u));
                    seen.add(((Lwp) u.self().attachment()).targetCpu == null);
                  });
          user.setAffinity(queued, only(1));
          user.compute(60 * MS); // an idle CPU would steal it
          user.join(queued);
          user.join(hog);
        });
    assertThat(seen).containsExactly(0, 1, true);
  }

  /** The child of a vfork has the CPU that its parent goes to sleep on; that of a fork need not. */
  @ParameterizedTest
  @CsvSource({"true,true", "false,false"})
  void shouldRunAVforkedChildOnTheCpuOfItsParent(boolean vfork, boolean same) {
    scenario(
        4,
        user -> {
          int differ = 0;
          for (int n = 0; n < 8; n++) {
            int[] cpus = {cpu(user), -1};
            UserThread child =
                user.fork(
                    ThreadSpec.named("c"),
                    vfork,
                    u -> {
                      cpus[1] = cpu(u);
                      u.compute(MS);
                    });
            user.compute(MS / 10);
            user.awaitProcess(child.process(), 0, new ProcessStatus());
            differ += cpus[0] == cpus[1] ? 0 : 1;
          }
          seen.add(differ == 0);
        });
    assertThat(seen).containsExactly(same);
  }
}
