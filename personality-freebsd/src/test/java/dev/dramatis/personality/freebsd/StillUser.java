package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A thread of user space that does nothing but remember. */
class StillUser implements UserThread {
  private final Context context;
  private final int id;
  private @Nullable Object attachment;
  private Life life = Life.ALIVE;

  StillUser(int id, Context context) {
    this.id = id;
    this.context = context;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return "thread " + id;
  }

  @Override
  public int process() {
    return 1;
  }

  @Override
  public String processName() {
    return "p";
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
  public void setScheduling(SchedClass schedClass, int realtimePriority, int nice) {}

  @Override
  public void setAffinity(@Nullable BitSet cpus) {}

  @Override
  public boolean detached() {
    return false;
  }

  @Override
  public void setDetached() {}

  @Override
  public Life life() {
    return life;
  }

  @Override
  public void deliver(int signal) {}

  @Override
  public void setLife(Life newLife) {
    life = newLife;
  }

  @Override
  public boolean suspended() {
    return false;
  }

  @Override
  public void setSuspended(boolean suspended) {}

  @Override
  public long carriedCpuTime() {
    return 0;
  }

  @Override
  public void carryCpuTime(long nanos) {}
}
