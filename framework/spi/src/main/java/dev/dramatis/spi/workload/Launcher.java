package dev.dramatis.spi.workload;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import org.osgi.annotation.versioning.ProviderType;

/** Sets up a workload before the run starts. */
@ProviderType
public interface Launcher {
  /** Number of CPUs of the machine. */
  int cpuCount();

  /** A new process; its threads share an address space. */
  int newProcess(String name);

  /** A thread that is ready at time 0. The first thread of a process is its main thread. */
  UserThread launch(int process, ThreadSpec spec, Program program);

  /** A thread that comes into being at a time, in nanoseconds from the start. */
  UserThread launchAt(long nanos, int process, ThreadSpec spec, Program program);

  /** A mutex that threads of the process share. */
  UserMutex newMutex(String name);

  /** A condition variable that threads of the process share. */
  UserCondition newCondition(String name);
}
