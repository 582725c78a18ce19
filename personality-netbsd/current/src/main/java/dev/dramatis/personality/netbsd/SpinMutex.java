package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A spin mutex at IPL_SCHED (kern_mutex.c: mutex_spin_enter and friends). Is its own condition for
 * the spinner.
 */
final class SpinMutex implements BooleanSupplier {
  final SharedObject line;
  private @Nullable CpuInfo owner;

  SpinMutex(SharedObject line) {
    this.line = line;
  }

  /**
   * Enters, spinning in simulated time. The first spin mutex of a CPU remembers the level to go
   * back to.
   */
  void enter(CpuInfo ci) {
    int s = ci.cpu.raise(Ipl.SCHED);
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
    owner = ci;
    if (ci.mtxCount-- == 0) {
      ci.mtxOldSpl = s;
    }
    return true;
  }

  /** Leaves; the last one of a CPU lowers the level again. */
  void exit(CpuInfo ci) {
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

  boolean held() {
    return owner != null;
  }

  /** Whether a spinner may go on. */
  @Override
  public boolean getAsBoolean() {
    return owner == null;
  }

  @Override
  public String toString() {
    return line.name();
  }
}
