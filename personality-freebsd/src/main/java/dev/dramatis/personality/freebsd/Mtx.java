package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sleep mutex (kern_mutex.c): waiters spin while the owner runs and block on a turnstile when it
 * does not. A release hands nothing over; whoever was woken competes again.
 */
final class Mtx {
  final SharedObject line;
  final long address;
  @Nullable KThread owner;

  /** MTX_CONTESTED: somebody is on the turnstile. */
  boolean contested;

  /** Its class for the check of the order. */
  final int witness;

  int spinners;

  private final Kern k;
  private final boolean checking;
  private @Nullable BooleanSupplier worthATry;

  Mtx(Kern k, String name, long address) {
    this.k = k;
    this.checking = k.checking;
    this.address = address;
    this.line = k.machine.newShared(name);
    this.witness = k.witness.enroll(name);
    k.mutexes.add(this);
  }

  /** mtx_lock. */
  void lock(KThread td) {
    if (checking) {
      k.checks.that(Assertion.LOCK_OWNER, owner != td, td);
      k.checks.that(Assertion.LOCK_ORDER, td.spinlocks == 0, td);
      k.checks.count(Assertion.LOCK_CYCLE);
      k.witness.check(td, witness);
    }
    td.pcpu.cpu.interact(line, Access.CAS);
    if (owner == null) {
      take(td);
    } else {
      lockSleep(td);
    }
  }

  /** mtx_unlock. */
  void unlock(KThread td) {
    if (checking) {
      k.checks.that(Assertion.LOCK_OWNER, owner == td, td);
    }
    Cpu cpu = td.pcpu.cpu;
    cpu.interact(line, Access.UNLOCK);
    if (contested) {
      unlockSleep(td);
    } else {
      drop(td);
      if (spinners != 0) {
        cpu.changed(line);
      }
    }
  }

  boolean ownedBy(KThread td) {
    return owner == td;
  }

  /** The slow path: spin while the owner is on a CPU, else block (__mtx_lock_sleep). */
  private void lockSleep(KThread td) {
    while (owner != null) {
      if (ownerRuns()) {
        spinForOwner(td);
        continue;
      }
      TurnstileChain tc = k.turnstiles.chainLock(td, address);
      if (owner == null || ownerRuns()) {
        tc.lock.unlock(td);
        td.pcpu.cpu.interact(line, Access.CAS);
        continue;
      }
      td.pcpu.cpu.interact(line, Access.CAS);
      KThread v = owner;
      if (v == null || ownerRuns()) {
        tc.lock.unlock(td);
        td.pcpu.cpu.interact(line, Access.CAS);
        continue;
      }
      contested = true;
      k.turnstiles.block(td, tc, this, v);
      td.pcpu.cpu.interact(line, Access.CAS);
    }
    take(td);
  }

  /** An owner that runs will let go soon. */
  private void spinForOwner(KThread td) {
    Pcpu pc = td.pcpu;
    spinners++;
    k.adaptiveSpinners++;
    pc.spinsFor = this;
    pc.cpu.await(line, Access.CAS, worthATry());
    pc.spinsFor = null;
    k.adaptiveSpinners--;
    spinners--;
  }

  /** Frees the word under the chain lock and wakes every waiter (__mtx_unlock_sleep). */
  private void unlockSleep(KThread td) {
    TurnstileChain tc = k.turnstiles.chainLock(td, address);
    td.pcpu.cpu.interact(line, Access.STORE);
    drop(td);
    contested = false;
    if (spinners != 0) {
      td.pcpu.cpu.changed(line);
    }
    k.turnstiles.wakeAll(td, tc, this);
  }

  private boolean ownerRuns() {
    KThread o = owner;
    return o != null && o.state == KThread.TDS_RUNNING;
  }

  private BooleanSupplier worthATry() {
    BooleanSupplier s = worthATry;
    if (s == null) {
      s = () -> owner == null || !ownerRuns();
      worthATry = s;
    }
    return s;
  }

  private void take(KThread td) {
    owner = td;
    if (checking) {
      k.witness.took(td, witness);
    }
  }

  private void drop(KThread td) {
    owner = null;
    if (checking) {
      k.witness.dropped(td, witness);
    }
  }

  /** An owner leaves its CPU: those who spin for it must look again and block. */
  static void ownerStops(Kern k, KThread td, Cpu cpu) {
    for (Pcpu pc : k.pcpus) {
      Mtx m = pc.spinsFor;
      if (m != null && m.owner == td) {
        cpu.changed(m.line);
      }
    }
  }

  @Override
  public String toString() {
    return line.name();
  }
}
