package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A spin mutex (kern_mutex.c: mtx_lock_spin). Its holder runs with interrupts off and cannot be
 * preempted; while it is awaited interrupts are on, unless another spin mutex is held.
 */
final class SpinMtx {
  /** Places in the lock order; a lock is taken only above those held. Equal ranks may nest. */
  static final byte PROC_SLOCK = 1;

  static final byte PROC_STATLOCK = 2;
  static final byte SLEEPQ_CHAIN = 3;
  static final byte TURNSTILE_CHAIN = 4;
  static final byte TURNSTILE_LOCK = 5;
  static final byte TDQ = 6;
  static final byte TD_CONTESTED = 7;

  final SharedObject line;
  final byte rank;

  /** The thread that holds it; handed from thread to thread at a switch. */
  @Nullable KThread owner;

  private final Kern k;
  private final boolean checking;
  private final BooleanSupplier free = () -> owner == null;
  private int spinners;

  SpinMtx(Kern k, String name, byte rank) {
    this.k = k;
    this.checking = k.checking;
    this.rank = rank;
    this.line = k.machine.newShared(name);
  }

  /** Takes it. */
  void lock(KThread td) {
    spinlockEnterUnder(td);
    acquire(td);
    if (td.spinlocks++ == 0) {
      td.savedLevel = (byte) td.pcpu.cpu.raise(Kern.LEVEL_SPIN);
    }
  }

  /** Takes it in a section that is already protected by another spin mutex and stays so. */
  void acquire(KThread td) {
    if (checking) {
      k.checks.that(Assertion.LOCK_OWNER, owner != td, td);
      k.checks.that(Assertion.LOCK_ORDER, rank >= td.pcpu.heldSpinRank(), td);
    }
    spinners++;
    td.pcpu.cpu.await(line, Access.LOCK, free);
    spinners--;
    owner = td;
    if (checking) {
      td.pcpu.tookSpin(this);
    }
  }

  /** Releases it; the thread may be preempted here if this was its last one. */
  void unlock(KThread td) {
    release(td);
    k.spinlockExit(td);
  }

  /** Releases it inside a section that stays protected. */
  void release(KThread td) {
    if (checking) {
      k.checks.that(Assertion.LOCK_OWNER, owner == td, td);
    }
    Cpu cpu = td.pcpu.cpu;
    cpu.interact(line, Access.UNLOCK);
    owner = null;
    if (checking) {
      td.pcpu.droppedSpin(this);
    }
    if (spinners != 0) {
      cpu.changed(line);
    }
  }

  boolean ownedBy(KThread td) {
    return owner == td;
  }

  /** Spins without taking it until a condition that its holders establish is true. */
  void spinUntil(KThread td, BooleanSupplier condition) {
    spinners++;
    td.pcpu.cpu.await(line, Access.AWAIT, condition);
    spinners--;
  }

  /** The thread cannot be preempted from before it starts to spin (spinlock_enter). */
  private static void spinlockEnterUnder(KThread td) {
    if (td.spinlocks == 0) {
      td.critnest++;
    }
  }

  @Override
  public String toString() {
    return line.name();
  }
}
