package dev.dramatis.simulation;

import dev.dramatis.engine.VirtualContext;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of a thread exists outside any kernel. */
final class SimThread implements UserThread {
  private final World world;
  private final int id;
  private final String name;
  private final SimProcess process;
  private final VirtualContext context;
  private @Nullable Object attachment;
  private @Nullable BitSet affinity;

  /** What is left of the affinity while CPUs are out of service. */
  private @Nullable BitSet left;

  private int leftAt;
  private SchedClass schedClass;
  private Life life = Life.NEW;
  private byte realtimePriority;
  private byte nice;
  private boolean detached;
  private boolean suspended;
  private boolean launched = true;
  private boolean ended;
  private int @Nullable [] delivered;
  private byte deliveredCount;
  private long carriedCpuTime;

  SimThread(World world, int id, SimProcess process, ThreadSpec spec, VirtualContext context) {
    this.world = world;
    this.id = id;
    this.name = spec.name();
    this.process = process;
    this.context = context;
    this.schedClass = spec.schedClass();
    this.realtimePriority = (byte) spec.realtimePriority();
    this.nice = (byte) spec.nice();
    this.affinity = spec.affinity();
    this.leftAt = -1;
    this.detached = spec.detached();
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int process() {
    return process.id();
  }

  @Override
  public String processName() {
    return process.name();
  }

  SimProcess simProcess() {
    return process;
  }

  @Override
  public VirtualContext context() {
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
    return schedClass;
  }

  @Override
  public int realtimePriority() {
    return realtimePriority;
  }

  @Override
  public int nice() {
    return nice;
  }

  @Override
  public @Nullable BitSet affinity() {
    OnlineCpus online = world.online();
    int epoch = online.epoch();
    if (epoch != leftAt) {
      leftAt = epoch;
      left = online.left(affinity);
    }
    return left;
  }

  /** What it asked for. */
  @Nullable BitSet wishedAffinity() {
    return affinity;
  }

  @Override
  public void setScheduling(SchedClass newClass, int newRealtimePriority, int newNice) {
    schedClass = newClass;
    realtimePriority = (byte) newRealtimePriority;
    nice = (byte) newNice;
  }

  @Override
  public void setAffinity(@Nullable BitSet cpus) {
    affinity = cpus;
    leftAt = -1;
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
    if (newLife == Life.ZOMBIE || newLife == Life.GONE) {
      ended();
    }
  }

  /** The thread has begun to end, by itself or by its kernel; counts once. */
  void ended() {
    if (!ended) {
      ended = true;
      world.ended(this);
    }
  }

  /** It has begun to exit and is still on its way through its kernel. */
  boolean exiting() {
    return ended && life == Life.ALIVE;
  }

  @Override
  public void deliver(int signal) {
    if (delivered == null) {
      delivered = new int[Signals.MAX];
    }
    delivered[deliveredCount++] = signal;
  }

  /** The signal whose handler runs next, or 0: the one delivered last. */
  int takeDelivered() {
    return deliveredCount == 0 ? 0 : Objects.requireNonNull(delivered)[--deliveredCount];
  }

  /** The program that the handlers belonged to is no longer executed. */
  void forgetDelivered() {
    deliveredCount = 0;
  }

  @Override
  public boolean suspended() {
    return suspended;
  }

  @Override
  public void setSuspended(boolean nowSuspended) {
    suspended = nowSuspended;
  }

  /** Whether a kernel has been given the thread. */
  boolean launched() {
    return launched;
  }

  void setLaunched(boolean now) {
    launched = now;
  }

  @Override
  public long carriedCpuTime() {
    return carriedCpuTime;
  }

  @Override
  public void carryCpuTime(long nanos) {
    carriedCpuTime += nanos;
  }

  @Override
  public String toString() {
    return name + " (" + id + ")";
  }
}
