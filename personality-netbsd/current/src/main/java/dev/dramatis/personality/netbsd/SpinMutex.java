package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * A spin mutex at IPL_SCHED (kern_mutex.c: mutex_spin_enter and friends). Is its own condition for
 * the spinner.
 */
final class SpinMutex extends Lock {
  private @Nullable CpuInfo owner;

  SpinMutex(LockOrder order, SharedObject line) {
    super(order, line);
  }

  /**
   * Enters, spinning in simulated time. The first spin mutex of a CPU remembers the level to go
   * back to.
   */
  void enter(CpuInfo ci) {
    int s = ci.cpu.raise(Ipl.SCHED);
    if (order.on) {
      order.spinEnter(ci, this);
    }
    ci.cpu.await(line, Access.LOCK, this);
    owner = ci;
    if (ci.mtxCount-- == 0) {
      ci.mtxOldSpl = s;
    }
  }

  /** Enters if it is free at this moment. */
  boolean tryenter(CpuInfo ci) {
    int s = ci.cpu.raise(Ipl.SCHED);
    ci.cpu.interact(line, Access.TRYLOCK);
    if (owner != null) {
      if (ci.mtxCount == 0) {
        ci.cpu.restore(s);
      }
      return false;
    }
    if (order.on) {
      order.spinTried(ci, this);
    }
    owner = ci;
    if (ci.mtxCount-- == 0) {
      ci.mtxOldSpl = s;
    }
    return true;
  }

  /** Leaves; the last one of a CPU lowers the level again. */
  void exit(CpuInfo ci) {
    if (order.on) {
      order.spinExit(ci, this);
    }
    ci.cpu.interact(line, Access.UNLOCK);
    owner = null;
    ci.cpu.changed(line);
    if (++ci.mtxCount == 0) {
      ci.cpu.restore(ci.mtxOldSpl);
    }
  }

  boolean ownedBy(CpuInfo ci) {
    return owner == ci;
  }

  @Nullable CpuInfo owner() {
    return owner;
  }

  boolean held() {
    return owner != null;
  }

  /** Whether a spinner may go on. */
  @Override
  public boolean getAsBoolean() {
    return owner == null;
  }
}
