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
  final SharedObject line;

  /** Its class for the check of the order. */
  final int witness;

  /** The thread that holds it; handed from thread to thread at a switch. */
  @Nullable KThread owner;

  private final Kern k;
  private final boolean checking;
  private final BooleanSupplier free = () -> owner == null;
  private int spinners;

  SpinMtx(Kern k, String name) {
    this.k = k;
    this.checking = k.checking;
    this.witness = k.witness.enroll(name);
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
      k.checks.count(Assertion.LOCK_ORDER);
      k.checks.count(Assertion.LOCK_CYCLE);
      k.witness.check(td, witness);
    }
    spinners++;
    td.pcpu.cpu.await(line, Access.LOCK, free);
    spinners--;
    owner = td;
    if (checking) {
      td.pcpu.tookSpin(witness);
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
      td.pcpu.droppedSpin(witness);
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
