package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An adaptive mutex (kern_mutex.c): waiters spin while the owner runs on another CPU and sleep on a
 * turnstile otherwise. Is its own condition for spinners.
 */
final class KMutex implements BooleanSupplier {
  final SharedObject line;
  private final Kern kern;

  /** Lock of the turnstile chain. */
  final SpinMutex chain;

  @Nullable Lwp owner;

  /** The turnstile, kept once it was needed. */
  @Nullable Turnstile turnstile;

  /** The waiters bit: there are sleepers, so that release is not complete without waking them. */
  boolean waiters;

  /** How many CPUs spin; whoever makes the owner leave its CPU tells them. */
  int spinners;

  /** Next of the mutexes that the owner holds. */
  @Nullable KMutex nextHeld;

  KMutex(Kern kern, SharedObject line, SpinMutex chain) {
    this.kern = kern;
    this.line = line;
    this.chain = chain;
  }

  void enter(Lwp l) {
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.N23, owner != l, line.name());
      checks.that(Check.N24, l.ci.mtxCount == 0 && !l.ci.cpu.inInterrupt(), line.name());
    }
    l.ci.cpu.interact(line, Access.CAS);
    if (owner != null) {
      vectorEnter(l);
    }
    owner = l;
    nextHeld = l.held;
    l.held = this;
  }

  /** mutex_tryenter: takes the mutex if it is free at this moment. */
  boolean tryenter(Lwp l) {
    l.ci.cpu.interact(line, Access.CAS);
    if (owner != null) {
      return false;
    }
    owner = l;
    nextHeld = l.held;
    l.held = this;
    return true;
  }

  /** mutex_vector_enter: returns at a moment when the mutex is free. */
  private void vectorEnter(Lwp l) {
    while (owner != null) {
      CpuInfo ci = l.ci;
      if (ownerRuns()) {
        spinners++;
        ci.cpu.await(line, Access.CAS, this);
        spinners--;
        continue;
      }
      chain.enter(ci);
      // The owner may have released, or come back to a CPU, before we had the chain: sleeping would
      // be unsafe or silly.
      if (owner == null || ownerRuns()) {
        chain.exit(ci);
        continue;
      }
      kern.sleepq.turnstileBlock(l, this);
      l.ci.cpu.interact(line, Access.CAS);
    }
  }

  void exit(Lwp l) {
    kern.checks.that(Check.N25, owner == l, line.name());
    CpuInfo ci = l.ci;
    ci.cpu.interact(line, Access.UNLOCK);
    release(l);
    ci.cpu.changed(line);
    if (waiters) {
      vectorExit(ci);
    }
  }

  /** mutex_vector_exit: all sleepers are woken and compete again. */
  private void vectorExit(CpuInfo ci) {
    chain.enter(ci);
    Turnstile ts = turnstile;
    if (ts != null && waiters) {
      waiters = false;
      kern.sleepq.wakeAll(ci, ts.writers);
    }
    chain.exit(ci);
  }

  private void release(Lwp l) {
    owner = null;
    if (l.held == this) {
      l.held = nextHeld;
    } else {
      KMutex m = l.held;
      while (m != null && m.nextHeld != this) {
        m = m.nextHeld;
      }
      if (m != null) {
        m.nextHeld = nextHeld;
      }
    }
    nextHeld = null;
  }

  boolean ownedBy(Lwp l) {
    return owner == l;
  }

  private boolean ownerRuns() {
    Lwp o = owner;
    return o != null && o.onCpu() && o.ci.curlwp == o;
  }

  /** Whether a spinner should look again. */
  @Override
  public boolean getAsBoolean() {
    return owner == null || !ownerRuns();
  }

  @Override
  public String toString() {
    return line.name();
  }
}
