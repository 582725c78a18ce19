package dev.dramatis.workloads.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.FakeLauncher;
import dev.dramatis.workloads.FakeUser;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the keys mean, seen from what a run sets up and what its notes say. */
class GrammarTest {
  private final RtAppReader reader = new RtAppReader();

  @Test
  void shouldReadEveryKey() throws WorkloadException {
    Workload workload = Fixtures.read(Fixtures.text("everything.json"));
    assertThat(workload.name()).isEqualTo("test");
    assertThat(workload.duration()).isEqualTo(Long.MAX_VALUE);
    assertThat(workload.minimumCpus()).isEqualTo(4);
    FakeLauncher launcher = FakeLauncher.start(workload);
    assertThat(launcher.processes).containsExactly("test");
    assertThat(launcher.names()).containsExactly("a.b-0", "a.b-1");
  }

  @Test
  void shouldNoteWhatHasNoEffect() throws WorkloadException {
    List<String> notes = Fixtures.read(Fixtures.text("everything.json")).notes();
    assertThat(notes)
        .anyMatch(n -> n.startsWith("SCHED_BATCH"))
        .anyMatch(n -> n.startsWith("pi_enabled"))
        .anyMatch(n -> n.startsWith("suspend of task 'a.b'"))
        .anyMatch(n -> n.startsWith("mem, iorun and memrun"));
    assertThat(notes.getLast())
        .startsWith("without effect here: ")
        .contains(
            "calibration",
            "lock_pages",
            "ftrace",
            "spacing",
            "nodes_membind",
            "util_max",
            "taskgroup",
            "dl-runtime");
    assertThat(Fixtures.task("'run' : 1").notes()).isEmpty();
  }

  @Test
  void shouldMapPoliciesAndPriorities() throws WorkloadException {
    assertThat(spec("'run' : 1"))
        .isEqualTo(new ThreadSpec("t-0", SchedClass.TIMESHARE, 0, 0, null, false, 16 * 1024));
    assertThat(spec("'priority' : -5, 'run' : 1").nice()).isEqualTo(-5);
    assertThat(spec("'policy' : 'SCHED_IDLE', 'run' : 1").schedClass()).isEqualTo(SchedClass.IDLE);
    assertThat(spec("'policy' : 'SCHED_RR', 'run' : 1").realtimePriority()).isEqualTo(10);
    ThreadSpec fifo =
        spec("'policy' : 'SCHED_FIFO', 'priority' : 99, 'cpus' : [1, 3], 'mem' : 100000");
    assertThat(fifo.schedClass()).isEqualTo(SchedClass.FIFO);
    assertThat(fifo.realtimePriority()).isEqualTo(99);
    assertThat(fifo.affinity()).isEqualTo(cpus(1, 3));
    assertThat(fifo.workingSetBytes()).isEqualTo(100_000);
  }

  @Test
  void shouldApplyTheDefaultPolicyToTasksWithoutOne() throws WorkloadException {
    Workload workload =
        Fixtures.read(
            "{ 'global' : { 'default_policy' : 'SCHED_RR' }, 'tasks' : { 'a' : { 'run' : 1 },"
                + " 'b' : { 'policy' : 'SCHED_OTHER', 'run' : 1 } } }");
    assertThat(FakeLauncher.start(workload).launched)
        .extracting(ThreadSpec::schedClass)
        .containsExactly(SchedClass.ROUND_ROBIN, SchedClass.TIMESHARE);
  }

  @Test
  void shouldNumberThreadsOverAllTasks() throws WorkloadException {
    Workload workload =
        Fixtures.read(
            "{ 'tasks' : { 'x' : { 'instance' : 2, 'run' : 1 }, 'none' : { 'instance' : 0, 'run' :"
                + " 1 }, 'y' : { 'run' : 1 } } }");
    assertThat(FakeLauncher.start(workload).names()).containsExactly("x-0", "x-1", "y-2");
    assertThat(FakeLauncher.start(workload).names())
        .as("a second run")
        .containsExactly("x-0", "x-1", "y-2");
  }

  @Test
  void shouldRefuseAMachineThatIsTooSmall() throws WorkloadException {
    Workload workload = Fixtures.task("'cpus' : [8], 'run' : 1");
    assertThat(workload.minimumCpus()).isEqualTo(9);
    assertThatThrownBy(() -> workload.start(new FakeLauncher(8)))
        .hasMessageContaining("CPU 8")
        .hasMessageContaining("8 CPUs");
  }

  @Test
  void shouldTakeTheDurationInSeconds() throws WorkloadException {
    assertThat(
            Fixtures.read("{ 'global' : { 'duration' : 3 }, 'tasks' : { 't' : { 'run' : 1 } } }")
                .duration())
        .isEqualTo(3_000_000_000L);
    assertThat(Fixtures.task("'run' : 1").duration()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldTakeAnyKeyThatBeginsLikeAnEventForThatEvent() throws WorkloadException {
    Workload workload =
        Fixtures.task("'loop' : 1, 'running' : 1, 'runtimeX' : 2, 'sleepy' : 3, 'yields' : ''");
    assertThat(calls(workload))
        .containsExactly("compute 1000", "computeFor 2000", "sleep 3000", "yield", "end");
  }

  @Test
  void shouldDoRepeatedKeysInOrder() throws WorkloadException {
    Workload workload = Fixtures.task("'loop' : 1, 'run' : 1, 'sleep' : 2, 'run' : 3");
    assertThat(calls(workload))
        .containsExactly("compute 1000", "sleep 2000", "compute 3000", "end");
    assertThat(workload.notes()).singleElement().asString().startsWith("events of equal keys");
  }

  @Test
  void shouldReadTheOldDialectWithBareSuspend() throws WorkloadException {
    Workload workload = Fixtures.read(Fixtures.text("old-dialect.json"));
    assertThat(workload.notes()).anyMatch(n -> n.startsWith("dialect workgen-2014"));
    assertThat(calls(workload))
        .containsExactly(
            "lock screen",
            "await screen with screen",
            "unlock screen",
            "compute 10000",
            "lock vsync",
            "await vsync with vsync",
            "unlock vsync",
            "compute 20000",
            "end");
  }

  @Test
  void shouldSetWhatTheUserSays() throws WorkloadException {
    String text =
        "{ 'tasks' : { 'mp3.player' : { 'loop' : 9, 'run' : 1, 'sleep' : 1, 'run' : 2,"
            + " 'timer' : { 'ref' : 'unique', 'period' : 5 } } } }";
    Workload workload =
        reader.read(
            "test.json",
            text,
            Map.of(
                "duration", "250ms",
                "tasks.mp3.player.run", "7",
                "tasks.mp3.player.loop", "1",
                "tasks.mp3.player.priority", "3",
                "tasks.mp3.player.instance", "2",
                "tasks.mp3.player.timer.period", "100"));
    assertThat(workload.duration()).isEqualTo(250_000_000);
    FakeLauncher launcher = FakeLauncher.start(workload);
    assertThat(launcher.launched).hasSize(2).allMatch(spec -> spec.nice() == 3);
    assertThat(calls(workload))
        .containsExactly(
            "compute 7000",
            "sleep 1000",
            "compute 7000",
            "mark slack 85000",
            "sleepUntil 100000",
            "mark wu_lat 0",
            "end");
  }

  @Test
  void shouldReachIntoPhasesWithSettings() throws WorkloadException {
    String text =
        "{ 'tasks' : { 't' : { 'loop' : 1, 'phases' : { 'a' : { 'run' : 1 }, 'b' : { 'run' : 2 } }"
            + " } } }";
    Workload workload =
        reader.read("x", text, Map.of("tasks.t.phases.b.run", "9", "tasks.t.phases.b.loop", "2"));
    assertThat(calls(workload))
        .containsExactly("compute 1000", "compute 9000", "compute 9000", "end");
  }

  @Test
  void shouldRecogniseItsFiles() {
    assertThat(reader.accepts("a.json", "  // x\n{ \"tasks\" : { } }")).isTrue();
    assertThat(reader.accepts("a.json", "{ \"task\" : { } }")).isTrue();
    assertThat(reader.accepts("a.json", "{")).isTrue();
    assertThat(reader.accepts("a.yaml", "tasks: {}")).isFalse();
    assertThat(reader.accepts("a.json", "{ \"traceEvents\" : [] }")).isFalse();
    assertThat(reader.accepts("hackbench:g=1", "")).isFalse();
  }

  private static ThreadSpec spec(String members) throws WorkloadException {
    return FakeLauncher.start(Fixtures.task(members)).launched.getFirst();
  }

  private static List<String> calls(Workload workload) {
    FakeLauncher launcher = FakeLauncher.start(workload);
    return new FakeUser(launcher).run(launcher.programs.getFirst());
  }

  private static BitSet cpus(int... numbers) {
    BitSet set = new BitSet();
    for (int n : numbers) {
      set.set(n);
    }
    return set;
  }
}
