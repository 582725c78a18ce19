package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;

/**
 * A reader-writer lock of the TID hash (kern_rwlock.c). Nothing inside its sections can block or be
 * preempted, so holders always run and the adaptive lock of the original never gets beyond
 * spinning.
 */
final class RwStripe {
  private final Kern k;
  private final boolean checking;
  private final int witness;
  private final SharedObject line;
  private boolean writer;
  private int readers;
  private int spinners;
  private final BooleanSupplier noWriter = () -> !writer;
  private final BooleanSupplier free = () -> !writer && readers == 0;

  RwStripe(Kern k, String name) {
    this.k = k;
    this.checking = k.checking;
    this.witness = k.witness.enroll(name);
    this.line = k.machine.newShared(name);
  }

  void rlock(KThread td) {
    check(td);
    spinners++;
    td.pcpu.cpu.await(line, Access.LOCK, noWriter);
    spinners--;
    readers++;
    took(td);
  }

  void runlock(KThread td) {
    td.pcpu.cpu.interact(line, Access.UNLOCK);
    readers--;
    dropped(td);
    wake(td);
  }

  void wlock(KThread td) {
    check(td);
    spinners++;
    td.pcpu.cpu.await(line, Access.LOCK, free);
    spinners--;
    writer = true;
    took(td);
  }

  void wunlock(KThread td) {
    td.pcpu.cpu.interact(line, Access.UNLOCK);
    writer = false;
    dropped(td);
    wake(td);
  }

  /** Turns the only reader into the writer, or leaves things as they are. */
  boolean tryUpgrade(KThread td) {
    td.pcpu.cpu.interact(line, Access.TRYLOCK);
    if (readers != 1) {
      return false;
    }
    readers = 0;
    writer = true;
    return true;
  }

  private void check(KThread td) {
    if (checking) {
      k.checks.count(Assertion.LOCK_ORDER);
      k.checks.count(Assertion.LOCK_CYCLE);
      k.witness.check(td, witness);
    }
  }

  private void took(KThread td) {
    if (checking) {
      k.witness.took(td, witness);
    }
  }

  private void dropped(KThread td) {
    if (checking) {
      k.witness.dropped(td, witness);
    }
  }

  private void wake(KThread td) {
    if (spinners != 0) {
      td.pcpu.cpu.changed(line);
    }
  }
}
