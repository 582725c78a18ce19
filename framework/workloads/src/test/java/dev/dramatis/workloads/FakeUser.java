package dev.dramatis.workloads;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.testkit.FakeRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the calls of one program, in words. Computing and sleeping take exactly their time,
 * locks are free, and a wait does what {@link #onWait} says. Throws {@link Enough} after {@link
 * #callsLeft} calls.
 */
public final class FakeUser implements User {
  /** Calls, in order, in the form {@code name argument...}; times in nanoseconds. */
  public final List<String> calls = new ArrayList<>();

  /** Virtual time. */
  public long now;

  /** Time that passes right after the program first reads the clock. */
  public long timeAfterFirstReading;

  /** Delay of each wake-up from a sleep. */
  public long wakeupLatency;

  /** Calls before it is enough. */
  public int callsLeft = 1_000;

  /** What others do while the program waits. */
  public Runnable onWait = () -> {};

  /** What the next lock returns. */
  public int lockResult;

  /** Whether threads can be created. */
  public boolean canCreate = true;

  private final FakeLauncher launcher;

  /** A user whose objects come from the launcher. */
  public FakeUser(FakeLauncher launcher) {
    this.launcher = launcher;
  }

  /** Thrown out of a program that would go on for ever. */
  public static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }

  /** Runs a program until it ends or {@link #callsLeft} is used up, and says what it called. */
  public List<String> run(Program program) {
    try {
      program.run(this);
      calls.add("end");
    } catch (Enough e) {
      // that is how a program without end ends here
    }
    return calls;
  }

  private void call(String text) {
    if (callsLeft-- == 0) {
      throw new Enough();
    }
    calls.add(text);
  }

  @Override
  public UserThread self() {
    return launcher.self;
  }

  @Override
  public long now() {
    long read = now;
    now += timeAfterFirstReading;
    timeAfterFirstReading = 0;
    return read;
  }

  @Override
  public void compute(long nanos) {
    call("compute " + nanos);
    now += nanos;
  }

  @Override
  public void computeFor(long nanos) {
    call("computeFor " + nanos);
    now += nanos;
  }

  @Override
  public void sleep(long nanos) {
    call("sleep " + nanos);
    now += nanos + wakeupLatency;
  }

  @Override
  public void sleepUntil(long deadline) {
    call("sleepUntil " + deadline);
    now = Math.max(now, deadline) + wakeupLatency;
  }

  @Override
  public void yield() {
    call("yield");
  }

  @Override
  public @Nullable UserThread create(ThreadSpec spec, Program program) {
    call("create " + spec.name());
    if (!canCreate) {
      return null;
    }
    launcher.created.add(spec);
    launcher.programs.add(program);
    return launcher.self;
  }

  @Override
  public int join(UserThread thread) {
    call("join");
    return 0;
  }

  @Override
  public int detach(UserThread thread) {
    call("detach");
    return 0;
  }

  @Override
  public void exit() {
    throw new Enough();
  }

  @Override
  public int lock(UserMutex mutex) {
    call("lock " + mutex.name());
    return lockResult;
  }

  @Override
  public int tryLock(UserMutex mutex) {
    call("tryLock " + mutex.name());
    return 0;
  }

  @Override
  public int unlock(UserMutex mutex) {
    call("unlock " + mutex.name());
    return 0;
  }

  @Override
  public int await(UserCondition condition, UserMutex mutex) {
    call("await " + condition.name() + " with " + mutex.name());
    onWait.run();
    return 0;
  }

  @Override
  public int await(UserCondition condition, UserMutex mutex, long deadline) {
    return await(condition, mutex);
  }

  @Override
  public void signal(UserCondition condition) {
    call("signal " + condition.name());
  }

  @Override
  public void broadcast(UserCondition condition) {
    call("broadcast " + condition.name());
  }

  @Override
  public int setAffinity(UserThread thread, @Nullable BitSet cpus) {
    call("setAffinity " + (cpus == null ? "all" : cpus));
    return 0;
  }

  @Override
  public int setScheduling(
      UserThread thread, SchedClass schedClass, int realtimePriority, int nice) {
    call("setScheduling " + schedClass + " " + realtimePriority + " " + nice);
    return 0;
  }

  @Override
  public int suspend(UserThread thread) {
    call("suspend");
    return 0;
  }

  @Override
  public int resume(UserThread thread) {
    call("resume");
    return 0;
  }

  @Override
  public UserMutex newMutex(String name) {
    return launcher.newMutex(name);
  }

  @Override
  public UserCondition newCondition(String name) {
    return launcher.newCondition(name);
  }

  @Override
  public RandomSource random() {
    return new FakeRandom(1);
  }

  @Override
  public void mark(String name, long nanos) {
    call("mark " + name + " " + nanos);
  }
}
