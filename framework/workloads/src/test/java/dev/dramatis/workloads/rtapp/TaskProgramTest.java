package dev.dramatis.workloads.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.FakeLauncher;
import dev.dramatis.workloads.FakeUser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the events do, call by call. */
class TaskProgramTest {
  @Test
  void shouldRepeatForEverWithoutLoop() throws WorkloadException {
    FakeLauncher launcher = FakeLauncher.start(Fixtures.task("'run' : 1"));
    FakeUser user = new FakeUser(launcher);
    user.callsLeft = 5;
    assertThat(user.run(launcher.programs.getFirst())).hasSize(5).containsOnly("compute 1000");
  }

  @Test
  void shouldKnowWhetherItEnds() throws WorkloadException {
    assertThat(Fixtures.task("'run' : 1").endless()).isTrue();
    assertThat(Fixtures.task("'loop' : 3, 'run' : 1").endless()).isFalse();
    assertThat(
            Fixtures.task("'loop' : 1, 'phases' : { 'a' : { 'loop' : -1, 'run' : 1 } }").endless())
        .isTrue();
    assertThat(Fixtures.task("'instance' : 0, 'run' : 1").endless()).isFalse();
    assertThat(
            Fixtures.read("{ 'global' : { 'duration' : 1 }, 'tasks' : { 't' : { 'run' : 1 } } }")
                .endless())
        .isFalse();
  }

  @Test
  void shouldGoThroughPhasesAndLoops() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 2, 'phases' : { 'a' : { 'loop' : 2, 'run' : 1 }, 'skipped' : { 'loop' :"
                    + " 0, 'run' : 5 }, 'b' : { 'sleep' : 2 } }"))
        .containsExactly(
            "compute 1000",
            "compute 1000",
            "sleep 2000",
            "compute 1000",
            "compute 1000",
            "sleep 2000",
            "end");
    assertThat(calls("'loop' : 0, 'run' : 1")).containsExactly("end");
  }

  @Test
  void shouldStayInAPhaseWithoutEnd() throws WorkloadException {
    FakeLauncher launcher =
        FakeLauncher.start(
            Fixtures.task("'phases' : { 'a' : { 'loop' : -1, 'run' : 1 }, 'b' : { 'run' : 2 } }"));
    FakeUser user = new FakeUser(launcher);
    user.callsLeft = 7;
    assertThat(user.run(launcher.programs.getFirst())).containsOnly("compute 1000");
  }

  @Test
  void shouldStartLateAndCountTimersFromThere() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'delay' : 50, 'run' : 3, 'timer' : { 'ref' : 'unique', 'period' : 10"
                    + " }"))
        .containsExactly(
            "sleepUntil 50000",
            "compute 3000",
            "mark slack 7000",
            "sleepUntil 60000",
            "mark wu_lat 0",
            "end");
  }

  @Test
  void shouldKeepTheRasterOfATimerThatIsInTime() throws WorkloadException {
    FakeLauncher launcher =
        FakeLauncher.start(
            Fixtures.task("'loop' : 2, 'run' : 3, 'timer' : { 'ref' : 'unique', 'period' : 10 }"));
    FakeUser user = new FakeUser(launcher);
    user.wakeupLatency = 100;
    assertThat(user.run(launcher.programs.getFirst()))
        .containsExactly(
            "compute 3000",
            "mark slack 7000",
            "sleepUntil 10000",
            "mark wu_lat 100",
            "compute 3000",
            "mark slack 6900",
            "sleepUntil 20000",
            "mark wu_lat 100",
            "end");
  }

  @Test
  void shouldRebaseALateRelativeTimer() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'phases' : {"
                    + " 'late' : { 'run' : 25, 'timer' : { 'ref' : 'unique', 'period' : 10 } },"
                    + " 'next' : { 'run' : 1, 'timer' : { 'ref' : 'unique', 'period' : 10 } } }"))
        .containsExactly(
            "compute 25000",
            "mark slack -15000",
            "compute 1000",
            "mark slack 9000",
            "sleepUntil 35000",
            "mark wu_lat 0",
            "end");
  }

  @Test
  void shouldLetALateAbsoluteTimerCatchUp() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'phases' : { 'late' : { 'run' : 25, 'timer' : { 'ref' : 'u', 'period'"
                    + " : 10, 'mode' : 'absolute' } }, 'next' : { 'loop' : 2, 'run' : 1, 'timer' :"
                    + " { 'ref' : 'u', 'period' : 10 } } }"))
        .containsExactly(
            "compute 25000",
            "mark slack -15000",
            "compute 1000",
            "mark slack -6000",
            "compute 1000",
            "mark slack 3000",
            "sleepUntil 30000",
            "mark wu_lat 0",
            "end");
  }

  @Test
  void shouldShareTimersUnlessTheyAreUnique() throws WorkloadException {
    String own = "'instance' : 2, 'loop' : 1, 'timer' : { 'ref' : 'unique', 'period' : 10 }";
    assertThat(callsOfBoth(own)).containsExactly("mark slack 10000", "mark slack 0");
    String shared = "'instance' : 2, 'loop' : 1, 'timer' : { 'ref' : 'tick', 'period' : 10 }";
    assertThat(callsOfBoth(shared)).containsExactly("mark slack 10000", "mark slack 10000");
  }

  @Test
  void shouldLockWaitAndSignal() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'lock' : 'm', 'wait' : { 'ref' : 'c', 'mutex' : 'm' }, 'sync' : {"
                    + " 'ref' : 'c', 'mutex' : 'm' }, 'signal' : 'c', 'broad' : 'c', 'unlock' :"
                    + " 'm'"))
        .containsExactly(
            "lock m",
            "await c with m",
            "signal c",
            "await c with m",
            "signal c",
            "broadcast c",
            "unlock m",
            "end");
  }

  @Test
  void shouldSuspendUnderItsOwnNameAndResumeOthersByTheirs() throws WorkloadException {
    assertThat(calls("'loop' : 1, 'suspend' : 'whatever', 'resume' : 'other'"))
        .containsExactly(
            "lock t",
            "await t with t",
            "unlock t",
            "lock other",
            "broadcast other",
            "unlock other",
            "end");
  }

  @Test
  void shouldRememberPostsOfASemaphore() throws WorkloadException {
    assertThat(calls("'loop' : 1, 'sem_post' : 's', 'sem_wait' : 's'"))
        .containsExactly(
            "lock semaphore s",
            "signal semaphore s",
            "unlock semaphore s",
            "lock semaphore s",
            "unlock semaphore s",
            "end");
  }

  @Test
  void shouldWaitForASemaphoreAndPassOverFalseAlarms() throws WorkloadException {
    Workload workload =
        Fixtures.read(
            "{ 'tasks' : { 'taker' : { 'loop' : 1, 'sem_wait' : 's' }, 'poster' : { 'loop' : 1,"
                + " 'sem_post' : 's' } } }");
    FakeLauncher launcher = FakeLauncher.start(workload);
    FakeUser taker = new FakeUser(launcher);
    int[] waits = {0};
    taker.onWait =
        () -> {
          if (++waits[0] == 3) {
            new FakeUser(launcher).run(launcher.programs.get(1));
          }
        };
    taker.run(launcher.programs.get(0));
    assertThat(waits[0]).isEqualTo(3);
    assertThat(taker.calls).endsWith("unlock semaphore s", "end");
  }

  @Test
  void shouldOpenABarrierWhenAllInstancesAreThere() throws WorkloadException {
    Workload workload =
        Fixtures.read(
            "{ 'tasks' : { 'a' : { 'instance' : 2, 'loop' : 1, 'barrier' : 'b', 'run' : 1 },"
                + " 'c' : { 'loop' : 1, 'barrier' : 'b', 'run' : 2 } } }");
    FakeLauncher launcher = FakeLauncher.start(workload);
    FakeUser first = new FakeUser(launcher);
    FakeUser second = new FakeUser(launcher);
    FakeUser third = new FakeUser(launcher);
    second.onWait = () -> third.run(launcher.programs.get(2));
    first.onWait = () -> second.run(launcher.programs.get(1));
    first.run(launcher.programs.get(0));
    assertThat(third.calls)
        .containsExactly(
            "lock barrier b", "broadcast barrier b", "unlock barrier b", "compute 2000", "end");
    assertThat(first.calls)
        .containsExactly(
            "lock barrier b",
            "await barrier b with barrier b",
            "unlock barrier b",
            "compute 1000",
            "end");
    assertThat(second.calls).isEqualTo(first.calls);
  }

  @Test
  void shouldForkNamedCopies() throws WorkloadException {
    Workload workload =
        Fixtures.read(
            "{ 'tasks' : { 'p' : { 'loop' : 2, 'fork' : 'c' }, 'c' : { 'instance' : 1, 'loop' : 1,"
                + " 'run' : 1 } } }");
    FakeLauncher launcher = FakeLauncher.start(workload);
    assertThat(new FakeUser(launcher).run(launcher.programs.getFirst()))
        .containsExactly("create c-2-0", "create c-3-1", "end");
    assertThat(launcher.created).allMatch(spec -> spec.detached());
    assertThat(new FakeUser(launcher).run(launcher.programs.getLast()))
        .containsExactly("compute 1000", "end");
  }

  @Test
  void shouldStopForkingWithoutMeasure() throws WorkloadException {
    FakeLauncher launcher =
        FakeLauncher.start(
            Fixtures.read(
                "{ 'tasks' : { 'p' : { 'fork' : 'c' }, 'c' : { 'instance' : 0, 'run' : 1 } } }"));
    FakeUser user = new FakeUser(launcher);
    user.callsLeft = 5_000;
    assertThatThrownBy(() -> user.run(launcher.programs.getFirst()))
        .hasMessageContaining("'c' was forked more than 1024");
    assertThat(user.calls).hasSize(1024);
  }

  @Test
  void shouldChangePolicyAndAffinityBetweenPhasesOnlyWhereTheyDiffer() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'cpus' : [2], 'phases' : {"
                    + " 'a' : { 'cpus' : [0], 'run' : 1 },"
                    + " 'b' : { 'cpus' : [0], 'policy' : 'SCHED_RR', 'run' : 2 },"
                    + " 'c' : { 'priority' : 7, 'run' : 3 } }"))
        .containsExactly(
            "compute 1000",
            "setScheduling ROUND_ROBIN 10 0",
            "compute 2000",
            "setScheduling ROUND_ROBIN 7 0",
            "setAffinity {2}",
            "compute 3000",
            "end");
    assertThat(
            calls(
                "'loop' : 1, 'phases' : { 'a' : { 'cpus' : [0], 'run' : 1 }, 'b' : { 'run' : 2 }"
                    + " }"))
        .containsExactly("compute 1000", "setAffinity all", "compute 2000", "end");
  }

  @Test
  void shouldChargeMemoryAsComputing() throws WorkloadException {
    assertThat(
            calls(
                "'loop' : 1, 'mem' : 8000, 'iorun' : 8000, 'memrun1' : { 'type' : 'read', 'size' :"
                    + " 67108864, 'count' : 10 }, 'memrun2' : { 'type' : 'chase', 'size' :"
                    + " 67108864, 'count' : 10 }, 'memrun3' : { 'type' : 'write', 'size' : 65536,"
                    + " 'count' : 10, 'pattern' : 'random' }"))
        .containsExactly(
            "compute 1000", "compute 2000", "compute 10", "compute 800", "compute 40", "end");
  }

  @Test
  void shouldEndTheRunWithTheReasonWhenACallFails() throws WorkloadException {
    FakeLauncher launcher = FakeLauncher.start(Fixtures.task("'lock' : 'm'"));
    FakeUser user = new FakeUser(launcher);
    user.lockResult = Errno.EDEADLK;
    assertThatThrownBy(() -> user.run(launcher.programs.getFirst()))
        .hasMessage("self could not lock 'm': EDEADLK");
    FakeLauncher forker = FakeLauncher.start(Fixtures.task("'fork' : 't'"));
    FakeUser poor = new FakeUser(forker);
    poor.canCreate = false;
    assertThatThrownBy(() -> poor.run(forker.programs.getFirst()))
        .hasMessageContaining("refused to create");
  }

  private static List<String> calls(String members) throws WorkloadException {
    FakeLauncher launcher = FakeLauncher.start(Fixtures.task(members));
    return new FakeUser(launcher).run(launcher.programs.getFirst());
  }

  /**
   * The slack that two instances see: both begin at 0, the second reaches its timer when the first
   * is through.
   */
  private static List<String> callsOfBoth(String members) throws WorkloadException {
    FakeLauncher launcher = FakeLauncher.start(Fixtures.task(members));
    FakeUser first = new FakeUser(launcher);
    first.run(launcher.programs.get(0));
    FakeUser second = new FakeUser(launcher);
    second.timeAfterFirstReading = first.now;
    second.run(launcher.programs.get(1));
    return Stream.concat(first.calls.stream(), second.calls.stream())
        .filter(call -> call.startsWith("mark slack"))
        .toList();
  }
}
