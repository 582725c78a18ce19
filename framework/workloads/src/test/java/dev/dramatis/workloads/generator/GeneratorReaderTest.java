package dev.dramatis.workloads.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.FakeLauncher;
import dev.dramatis.workloads.FakeUser;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorReaderTest {
  private final GeneratorReader reader = new GeneratorReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hackbench",
        "hackbench:g=1,f=3,l=300,s=10,work=1us",
        "pipe:l=5",
        "cyclictest:t=4,i=1000,l=1000,p=80,d=0,a=1",
        "periodic:n=2,period=5ms,work=1ms,l=3",
        "threads:n=100,work=1ms,sleep=2ms,l=2",
        "yield-storm:n=100,l=1000",
        "lock-storm:n=4,locks=2,hold=1us,work=2us,l=10",
        "protect:t=2,b=1,l=3,work=1us",
        "create-join:n=10,batch=5,work=1us,wait=1ms",
        "threads:n=1,duration=2s",
      })
  void shouldAcceptAndStart(String name) throws WorkloadException {
    assertThat(reader.accepts(name, "")).isTrue();
    Workload workload = reader.read(name, "", Map.of());
    assertThat(workload.name()).isEqualTo(name);
    assertThat(FakeLauncher.start(workload).launched).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threads:n=0 | 1:9 | a whole number from 1 to 1000000 is needed",
        "threads:n=x | 1:9 | a whole number",
        "threads:n=5,work=fast | 1:13 | a time is needed",
        "threads:n=5,wokr=1ms | 1:13 | the parameters are duration, n, work, sleep, l",
        "threads:n=5,n=6 | 1:13 | 'n' is given twice",
        "threads:n | 1:9 | key=value",
        "threads:n=,work=1ms | 1:9 | key=value",
        "threads:=5 | 1:9 | key=value",
        "threads:n=5,,l=2 | 1:13 | key=value",
        "trheads:n=5 | 1:1 | there are hackbench, pipe",
        "hackbench:mode=processes | 1:11 | 'mode': unknown",
      })
  void shouldRefuse(String name, String place, String problem) {
    assertThatThrownBy(() -> reader.read(name, "", Map.of()))
        .isInstanceOf(WorkloadException.class)
        .message()
        .satisfies(m -> assertThat(m).startsWith(name + ":" + place + ": ").contains(problem));
  }

  @Test
  void shouldNotTakeFilesForNames() {
    assertThat(reader.accepts("threads:n=5", "{ }")).isFalse();
    assertThat(reader.accepts("threads.json", "")).isFalse();
    assertThatThrownBy(() -> reader.read("threads", "{ }", Map.of()))
        .hasMessageContaining("no text");
  }

  @Test
  void shouldLetSettingsReplaceParameters() throws WorkloadException {
    Workload workload = reader.read("threads:n=5", "", Map.of("n", "3", "duration", "1500ms"));
    assertThat(FakeLauncher.start(workload).names())
        .containsExactly("thread-0", "thread-1", "thread-2");
    assertThat(workload.duration()).isEqualTo(1_500_000_000);
    assertThatThrownBy(() -> reader.read("threads:n=5", "", Map.of("n", "many")))
        .hasMessageContaining("setting n=many: a whole number");
  }

  @Test
  void shouldMeasureLatenciesOnARaster() throws WorkloadException {
    FakeLauncher launcher = start("cyclictest:t=2,i=1000,d=500,l=2,p=80,a=1");
    assertThat(launcher.launched).extracting(s -> s.schedClass()).containsOnly(SchedClass.FIFO);
    assertThat(launcher.launched).extracting(s -> s.realtimePriority()).containsExactly(80, 79);
    assertThat(launcher.launched.get(1).affinity()).isEqualTo(BitSet.valueOf(new long[] {2}));
    FakeUser user = new FakeUser(launcher);
    user.wakeupLatency = 70;
    assertThat(user.run(launcher.programs.get(1)))
        .containsExactly(
            "sleepUntil 1500000", "mark wu_lat 70", "sleepUntil 3000000", "mark wu_lat 70", "end");
  }

  @Test
  void shouldCreateAndJoinInBatches() throws WorkloadException {
    FakeLauncher launcher = start("create-join:n=3,batch=2,wait=1ms,work=5us");
    assertThat(new FakeUser(launcher).run(launcher.programs.getFirst()))
        .containsExactly(
            "create child-0",
            "create child-1",
            "sleep 1000000",
            "join",
            "join",
            "create child-2",
            "sleep 1000000",
            "join",
            "end");
    assertThat(new FakeUser(launcher).run(launcher.programs.getLast()))
        .containsExactly("compute 5000", "end");
  }

  @Test
  void shouldSendAsManyMessagesAsAreReceived() throws WorkloadException {
    FakeLauncher launcher = start("hackbench:g=1,f=2,l=3,work=1ns");
    assertThat(launcher.names()).containsExactly("main");
    List<String> main = new FakeUser(launcher).run(launcher.programs.getFirst());
    assertThat(main)
        .startsWith(
            "create receiver-0-0", "create receiver-0-1", "create sender-0-0", "create sender-0-1")
        .contains("mark total 0");
    // both senders first: nothing overflows, so nobody waits
    for (int sender = 3; sender <= 4; sender++) {
      assertThat(new FakeUser(launcher).run(launcher.programs.get(sender)))
          .contains("end")
          .noneMatch(c -> c.startsWith("await"));
    }
    for (int receiver = 1; receiver <= 2; receiver++) {
      assertThat(new FakeUser(launcher).run(launcher.programs.get(receiver)))
          .contains("end")
          .noneMatch(c -> c.startsWith("await"))
          .filteredOn(c -> c.equals("compute 1"))
          .hasSize(6);
    }
  }

  @Test
  void shouldTakeLocksInTurn() throws WorkloadException {
    FakeLauncher launcher = start("lock-storm:n=2,locks=2,hold=1us,work=2us,l=2");
    assertThat(new FakeUser(launcher).run(launcher.programs.get(1)))
        .containsExactly(
            "lock lock-1",
            "compute 1000",
            "unlock lock-1",
            "compute 2000",
            "lock lock-0",
            "compute 1000",
            "unlock lock-0",
            "compute 2000",
            "end");
  }

  @Test
  void shouldYieldAndComputeAsOftenAsAsked() throws WorkloadException {
    FakeLauncher yielders = start("yield-storm:n=1,l=3");
    assertThat(new FakeUser(yielders).run(yielders.programs.getFirst()))
        .containsExactly("yield", "yield", "yield", "end");
    FakeLauncher threads = start("threads:n=1,work=4us,sleep=1us,l=2");
    assertThat(new FakeUser(threads).run(threads.programs.getFirst()))
        .containsExactly("compute 4000", "sleep 1000", "compute 4000", "sleep 1000", "end");
  }

  private FakeLauncher start(String name) throws WorkloadException {
    return FakeLauncher.start(reader.read(name, "", Map.of()));
  }
}
