package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the kernel keeps for a CPU: struct cpu_info together with its struct schedstate_percpu. */
final class CpuInfo {
  private final Machine machine;
  final Cpu cpu;
  final int id;

  /** Covers LWPs that are neither queued nor asleep on a queue. */
  final SpinMutex spcLwplock;

  /** Covers the run queue. */
  final SpinMutex spcMutex;

  final Callouts callouts;
  final OffCpu offCpu = new OffCpu();

  /** The LWP that executes here. */
  Lwp curlwp;

  final Lwp idlelwp;

  /** Minus the number of spin mutexes held; -2 while a switch is under way. */
  int mtxCount;

  /** Level to go back to when the last spin mutex is released. */
  int mtxOldSpl;

  /** Somebody wants this CPU to choose anew. */
  boolean wantResched;

  /** Effective priority of the running LWP after its boost was taken away. */
  int spcCurpriority;

  /** The LWP of the soft interrupt, once there was one; and whether one is pending. */
  @Nullable Lwp softclk;

  boolean softints;

  /** Passive serialization: how many sections that read without locks are open here. */
  int pserialize;

  /** ci_biglock_count: how often the LWP here holds kernel_lock. */
  int biglockCount;

  /** LWP that waits for the idle LWP to move it to another CPU. */
  @Nullable Lwp spcMigrating;

  /** The CPU from which the LWP chosen last was taken, if it was another one. */
  @Nullable CpuInfo takenFrom;

  /** Runnable kernel threads; they run before anything that the policy knows. */
  final List<Lwp> kthreads = new ArrayList<>(1);

  /** Who was switched away from last, and the lock that still covers it. */
  Lwp prevlwp;

  SpinMutex prevlock;

  /** The clock interrupt; see {@link Clock}. */
  @Nullable Timer clock;

  boolean clockPeriodic;

  /** What the clock is set to while it is not periodic. */
  long clockDue;

  /** LIDs that the unlocking thread on this CPU is about to unpark. */
  int[] unparkLids = new int[32];

  CpuInfo(Machine machine, LockOrder order, Cpu cpu, Lwp idlelwp) {
    this.machine = machine;
    this.cpu = cpu;
    this.id = cpu.id();
    this.idlelwp = idlelwp;
    this.curlwp = idlelwp;
    this.prevlwp = idlelwp;
    this.spcLwplock = new SpinMutex(order, machine.newShared("spc_lwplock/" + id));
    this.prevlock = spcLwplock;
    this.spcMutex = new SpinMutex(order, machine.newShared("spc_mutex/" + id));
    this.callouts = new Callouts(new SpinMutex(order, machine.newShared("cc_lock/" + id)));
    this.wantResched = true;
  }

  /** Time for accounting; readable from any CPU. */
  long now() {
    Cpu current = machine.current();
    return current != null ? current.now() : machine.now();
  }

  Timer clock() {
    Timer t = clock;
    if (t == null) {
      throw new IllegalStateException("CPU " + id + " has no clock yet");
    }
    return t;
  }

  /** What an LWP that is still on another CPU is released with. */
  SpinMutex offCpuLock(Lwp l) {
    CpuInfo from = takenFrom;
    takenFrom = null;
    return from != null ? from.spcMutex : l.ci.spcMutex;
  }

  boolean idle() {
    return curlwp == idlelwp;
  }

  /**
   * Condition to wait for before an LWP can be taken over or freed: it has been switched away from.
   */
  static final class OffCpu implements BooleanSupplier {
    @Nullable Lwp lwp;

    @Override
    public boolean getAsBoolean() {
      Lwp l = lwp;
      return l == null || !l.onCpu();
    }
  }
}
