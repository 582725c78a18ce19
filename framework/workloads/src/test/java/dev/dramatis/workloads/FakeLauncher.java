package dev.dramatis.workloads;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a workload sets up. */
public final class FakeLauncher implements Launcher {
  /** Names of processes. */
  public final List<String> processes = new ArrayList<>();

  /** Threads of the start. */
  public final List<ThreadSpec> launched = new ArrayList<>();

  /** Threads created later. */
  public final List<ThreadSpec> created = new ArrayList<>();

  /** Programs of both, in order. */
  public final List<Program> programs = new ArrayList<>();

  /** The thread that every call is made by. */
  public final UserThread self = mock(UserThread.class);

  private final int cpuCount;
  private int objects;

  /** A machine with so many CPUs. */
  public FakeLauncher(int cpuCount) {
    this.cpuCount = cpuCount;
    when(self.name()).thenReturn("self");
  }

  /** A machine of 8 CPUs on which the workload was started. */
  public static FakeLauncher start(Workload workload) {
    FakeLauncher launcher = new FakeLauncher(8);
    workload.start(launcher);
    return launcher;
  }

  /** Names of the threads of the start. */
  public List<String> names() {
    return launched.stream().map(ThreadSpec::name).toList();
  }

  @Override
  public int cpuCount() {
    return cpuCount;
  }

  @Override
  public int newProcess(String name) {
    processes.add(name);
    return processes.size();
  }

  @Override
  public UserThread launch(int process, ThreadSpec spec, Program program) {
    launched.add(spec);
    programs.add(program);
    return self;
  }

  @Override
  public UserThread launchAt(long nanos, int process, ThreadSpec spec, Program program) {
    return launch(process, spec, program);
  }

  @Override
  public UserMutex newMutex(String name) {
    return new UserMutex(objects++, name, new Word(name));
  }

  @Override
  public UserCondition newCondition(String name) {
    return new UserCondition(objects++, name, new Word(name));
  }

  private record Word(String name) implements SharedObject {
    @Override
    public int lastWriter() {
      return -1;
    }
  }
}
