package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import org.jspecify.annotations.Nullable;

/** What each CPU keeps for itself (pcpu.h), its run-queue lock included. */
final class Pcpu {
  final int id;
  final Cpu cpu;

  /** Memory domain. */
  final int domain;

  /** Lock of the run queue; the thread lock of everything that runs or is queued here. */
  final SpinMtx tdqLock;

  final Callouts callouts;
  KThread idle;
  KThread curthread;

  /** A thread that has exited here and waits for its successor to put it away. */
  @Nullable KThread deadthread;

  /** The same while that is under way; for checks. */
  @Nullable KThread stashing;

  /**
   * The thread that is being switched out, and the lock that becomes its thread lock once it is
   * off.
   */
  @Nullable KThread switchedOut;

  @Nullable SpinMtx switchedOutLock;

  /** Where the chosen thread was queued, if not here; that CPU's line is still to be fetched. */
  @Nullable Pcpu stolenFrom;

  /** The mutex whose running owner is being waited for here. */
  @Nullable Mtx spinsFor;

  /** Local time of the last switch. */
  long switchtime;

  /**
   * Threads of kernel processes that are ready here; they go before everything that the scheduler
   * has.
   */
  @Nullable KThread kernelReady;

  /** The idle loop must look again. */
  boolean resched;

  /** A scheduler callback asked for a new choice here; the message is still to be sent. */
  boolean kickPending;

  Timer statclock;

  /** Classes of the spin mutexes held on this CPU, whoever runs; for the check of their order. */
  final byte[] spins = new byte[8];

  int spinCount;

  @SuppressWarnings("NullAway.Init")
  Pcpu(Kern k, Cpu cpu, int domain, SpinMtx tdqLock) {
    this.id = cpu.id();
    this.cpu = cpu;
    this.domain = domain;
    this.tdqLock = tdqLock;
    this.callouts = new Callouts(k, this);
  }

  /** Kernel processes run in the order in which they became ready. */
  void appendKernelReady(KThread td) {
    td.slpqNext = null;
    KThread last = kernelReady;
    if (last == null) {
      kernelReady = td;
      return;
    }
    while (last.slpqNext != null) {
      last = last.slpqNext;
    }
    last.slpqNext = td;
  }

  /** The next of them; there must be one. */
  KThread takeKernelReady() {
    KThread td = kernelReady;
    if (td == null) {
      throw new IllegalStateException("no kernel thread is ready on CPU " + id);
    }
    kernelReady = td.slpqNext;
    td.slpqNext = null;
    return td;
  }

  void tookSpin(int witness) {
    spins[spinCount++] = (byte) witness;
  }

  /** Not always the latest: locks are handed over in a chain. */
  void droppedSpin(int witness) {
    int i = spinCount - 1;
    while (spins[i] != witness) {
      i--;
    }
    spins[i] = spins[--spinCount];
  }
}
