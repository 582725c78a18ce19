package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * An adaptive mutex (kern_mutex.c): waiters spin while the owner runs on another CPU and sleep on a
 * turnstile otherwise. Is its own condition for spinners.
 */
final class KMutex extends Lock {
  private final Kern kern;

  /** Where its turnstile is found while somebody sleeps on it. */
  final Turnstile.Chain chain;

  @Nullable Lwp owner;

  /** The waiters bit: there are sleepers, so that release is not complete without waking them. */
  boolean waiters;

  /** How many CPUs spin; whoever makes the owner leave its CPU tells them. */
  int spinners;

  /** Next of the mutexes that the owner holds. */
  @Nullable KMutex nextHeld;

  KMutex(Kern kern, SharedObject line, Turnstile.Chain chain) {
    super(kern.lockOrder, line);
    this.kern = kern;
    this.chain = chain;
  }

  void enter(Lwp l) {
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.N23, owner != l, line.name());
      checks.that(Check.N24, l.ci.mtxCount == 0 && !l.ci.cpu.inInterrupt(), line.name());
      order.enter(l, this);
    }
    l.ci.cpu.interact(line, Access.CAS);
    if (owner != null) {
      vectorEnter(l);
    }
    owner = l;
    nextHeld = l.held;
    l.held = this;
    if (l.dopreempt()) {
      kern.synch.kpreempt(l);
    }
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
      Turnstile ts = kern.turnstiles.lookup(ci, this);
      // The owner may have released, or come back to a CPU, before we had the chain: sleeping would
      // be unsafe or silly.
      boolean recheck = !kern.fault.at(Mutant.MUTEX_ENTER_SKIP_RECHECK);
      if (recheck && (owner == null || ownerRuns())) {
        kern.turnstiles.exit(ci, this);
        continue;
      }
      kern.turnstiles.block(l, ts, this);
      l.ci.cpu.interact(line, Access.CAS);
    }
  }

  void exit(Lwp l) {
    if (order.on) {
      kern.checks.that(Check.N25, owner == l, line.name());
      order.exit(l, this);
    }
    CpuInfo ci = l.ci;
    ci.cpu.interact(line, Access.UNLOCK);
    if (waiters) {
      vectorExit(l, ci);
    } else {
      release(l);
      ci.cpu.changed(line);
    }
    if (l.dopreempt()) {
      kern.synch.kpreempt(l);
    }
  }

  /**
   * mutex_vector_exit: releases under the lock of the turnstile chain, so that the sleepers are
   * complete. All are woken and compete again.
   */
  private void vectorExit(Lwp l, CpuInfo ci) {
    Turnstile ts = kern.turnstiles.lookup(ci, this);
    release(l);
    ci.cpu.changed(line);
    if (ts != null && !kern.fault.at(Mutant.MUTEX_EXIT_DROP_WAKEUP)) {
      waiters = false;
      kern.turnstiles.wakeup(l, ts);
    }
    kern.turnstiles.exit(ci, this);
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
}
