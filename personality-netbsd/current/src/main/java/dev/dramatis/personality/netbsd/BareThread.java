package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The user side of an LWP that was made by the native _lwp_create, to which no program can be
 * given: all that it does in user mode is to call _lwp_exit. The policy does not know it; it is
 * scheduled like a thread of the kernel.
 */
final class BareThread implements UserThread {
  private final Kern kern;
  private final Proc proc;
  private final int id;
  private final Context context;
  private @Nullable Object attachment;
  private boolean detached;
  private boolean suspended;
  private Life life = Life.NEW;

  BareThread(Kern kern, Proc proc) {
    this.kern = kern;
    this.proc = proc;
    this.id = kern.nextBareNumber();
    this.context = kern.machine.newContext("lwp" + id, proc.number, this::main);
  }

  private void main() {
    if (attachment instanceof Lwp l) {
      life = Life.ALIVE;
      kern.life.lwpStartup(l);
      kern.ptrace.startlwp(l);
      kern.control.userret(l);
      kern.park.trap(l.ci);
      kern.life.lwpExit(l, l);
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
    return proc.number;
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
