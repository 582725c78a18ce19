package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A user thread without a program, made by a kernel for a native call that creates threads ({@code
 * _lwp_create}, {@code thr_new}). All that it does in user mode is what the kernel has it do in
 * {@link #main}. The framework does not know it: its number is negative, its scheduling attributes
 * stay as they are, and no handler of it can run.
 */
@ConsumerType
public abstract class BareThread implements UserThread {
  private final int id;
  private final int process;
  private final String processName;
  private final Context context;
  private @Nullable Object attachment;
  private boolean detached;
  private boolean suspended;
  private Life life = Life.NEW;

  /**
   * A thread to be.
   *
   * @param id number, negative, and of no other thread of the kernel
   * @param name name for reports
   * @param process number of its process
   * @param processName name of its process
   */
  protected BareThread(Machine machine, int id, String name, int process, String processName) {
    if (id >= 0) {
      throw new IllegalArgumentException(
          "thread " + name + " cannot have number " + id + ": those from 0 are the framework's");
    }
    this.id = id;
    this.process = process;
    this.processName = processName;
    this.context = machine.newContext(name, process, this::main);
  }

  /** Its life from the first instruction, in the kernel, to the call that ends it. */
  protected abstract void main();

  @Override
  public final int id() {
    return id;
  }

  @Override
  public final String name() {
    return context.name();
  }

  @Override
  public final int process() {
    return process;
  }

  @Override
  public final String processName() {
    return processName;
  }

  @Override
  public final Context context() {
    return context;
  }

  @Override
  public final @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public final void attach(@Nullable Object kernelThread) {
    attachment = kernelThread;
  }

  @Override
  public final SchedClass schedClass() {
    return SchedClass.TIMESHARE;
  }

  @Override
  public final int realtimePriority() {
    return 0;
  }

  @Override
  public final int nice() {
    return 0;
  }

  @Override
  public final @Nullable BitSet affinity() {
    return null;
  }

  @Override
  public final void setScheduling(SchedClass schedClass, int realtimePriority, int nice) {
    // Always as it was born.
  }

  @Override
  public final void setAffinity(@Nullable BitSet cpus) {
    // Always as it was born.
  }

  @Override
  public final boolean detached() {
    return detached;
  }

  @Override
  public final void setDetached() {
    detached = true;
  }

  @Override
  public final Life life() {
    return life;
  }

  @Override
  public final void setLife(Life newLife) {
    life = newLife;
  }

  @Override
  public final boolean suspended() {
    return suspended;
  }

  @Override
  public final void setSuspended(boolean nowSuspended) {
    suspended = nowSuspended;
  }

  @Override
  public final void deliver(int signal) {
    // A handler would be code of the program; there is none.
  }

  @Override
  public final long carriedCpuTime() {
    return 0;
  }

  @Override
  public final void carryCpuTime(long nanos) {
    // Nobody asks for it.
  }
}
