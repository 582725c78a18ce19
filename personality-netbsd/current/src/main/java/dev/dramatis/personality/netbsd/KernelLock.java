package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The big lock (kern_lock.c: _kernel_lock), which belongs to a CPU and can be taken several times.
 * Only LWPs without LP_MPSAFE need it.
 */
final class KernelLock implements BooleanSupplier {
  private final SharedObject line;
  private @Nullable CpuInfo owner;

  KernelLock(SharedObject line) {
    this.line = line;
  }

  void lock(Lwp l) {
    CpuInfo ci = l.ci;
    if (owner != ci) {
      ci.cpu.await(line, Access.LOCK, this);
      owner = ci;
    }
    ci.biglockCount++;
    l.blcnt++;
  }

  void unlock(Lwp l) {
    CpuInfo ci = l.ci;
    l.blcnt--;
    if (--ci.biglockCount == 0) {
      ci.cpu.interact(line, Access.UNLOCK);
      owner = null;
      ci.cpu.changed(line);
    }
  }

  /** Whether a spinner may go on. */
  @Override
  public boolean getAsBoolean() {
    return owner == null;
  }
}
