package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The user side of a thread that was made by the native thr_new or thr_create, to which no program
 * can be given: all that it does in user mode is to call thr_exit. The policy does not know it; it
 * is scheduled like a thread of the kernel, and blocks all signals.
 */
final class BareThread implements UserThread {
  /** Far from the numbers of the kernel's own threads. */
  private static final int FIRST_NUMBER = -1_000_000;

  private final Kern k;
  private final Proc proc;
  private final int id;
  private final long state;
  private final Context context;
  private @Nullable Object attachment;
  private boolean detached;
  private boolean suspended;
  private Life life = Life.NEW;

  /**
   * A thread to be.
   *
   * @param number how many there were before it
   * @param state the word that thr_exit sets, or 0
   */
  BareThread(Kern k, Proc proc, int number, long state) {
    this.k = k;
    this.proc = proc;
    this.id = FIRST_NUMBER - number;
    this.state = state;
    this.context = k.machine.newContext("thr" + number, proc.userProcess, this::main);
  }

  private void main() {
    if (attachment instanceof KThread td) {
      life = Life.ALIVE;
      k.sched.forkExit(td);
      k.asts.userReturn(td);
      k.umtx.enterKernel(td);
      if (k.thr.exit(td, state) != Errno.OK) {
        k.thr.exit(td, 0);
      }
      // the last one of its process
      k.exit.exit1(td, 0, 0, false);
    }
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return context.name();
  }

  @Override
  public int process() {
    return proc.userProcess;
  }

  @Override
  public String processName() {
    return proc.name;
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(@Nullable Object kernelThread) {
    attachment = kernelThread;
  }

  @Override
  public SchedClass schedClass() {
    return SchedClass.TIMESHARE;
  }

  @Override
  public int realtimePriority() {
    return 0;
  }

  @Override
  public int nice() {
    return 0;
  }

  @Override
  public @Nullable BitSet affinity() {
    return null;
  }

  @Override
  public void setScheduling(SchedClass schedClass, int realtimePriority, int nice) {
    // Always as it was born.
  }

  @Override
  public void setAffinity(@Nullable BitSet cpus) {
    // Always as it was born.
  }

  @Override
  public boolean detached() {
    return detached;
  }

  @Override
  public void setDetached() {
    detached = true;
  }

  @Override
  public Life life() {
    return life;
  }

  @Override
  public void setLife(Life newLife) {
    life = newLife;
  }

  @Override
  public boolean suspended() {
    return suspended;
  }

  @Override
  public void setSuspended(boolean nowSuspended) {
    suspended = nowSuspended;
  }

  @Override
  public void deliver(int signal) {
    // A handler would be code of the program; there is none.
  }

  @Override
  public long carriedCpuTime() {
    return 0;
  }

  @Override
  public void carryCpuTime(long nanos) {
    // Nobody asks for it.
  }
}
