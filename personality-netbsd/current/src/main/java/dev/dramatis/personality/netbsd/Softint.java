package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.sched.SchedClass;
import org.jspecify.annotations.Nullable;

/**
 * Soft interrupts as LWPs (kern_softint.c, without the fast ones of some machines). Each CPU has
 * one, made when it is first needed, for the callouts that take adaptive mutexes; those that end
 * sleeps run in the clock interrupt (see {@link Clock}). It is LSIDL while there is nothing to do,
 * and mi_switch picks it before anything else.
 */
final class Softint {
  private final Kern kern;

  Softint(Kern kern) {
    this.kern = kern;
  }

  /** Has the soft interrupt of a CPU, on which the caller runs, happen in so many ticks. */
  void calloutSchedule(CpuInfo ci, int ticks) {
    Lwp l = ci.softclk;
    if (l == null) {
      l = establish(ci);
      ci.softclk = l;
    }
    Callouts wheel = ci.callouts;
    wheel.lock.enter(ci);
    long now = kern.clock.ticks(ci);
    wheel.schedule(l, now + ticks, now);
    wheel.lock.exit(ci);
  }

  /** softint_establish: the LWP, bound to its CPU. */
  private Lwp establish(CpuInfo ci) {
    Lwp l =
        new Lwp(
            kern.proc0,
            -2 - kern.cpus.length - ci.id,
            null,
            kern.machine.newContext("softclk/" + ci.id, -1, () -> thread(ci)),
            ci,
            SchedClass.TIMESHARE);
    l.flag = Flags.LW_SYSTEM;
    l.pflag |= Flags.LP_BOUND;
    l.priority = Pri.SOFTCLOCK;
    return l;
  }

  /** softint_schedule, from the clock interrupt of the CPU. */
  void schedule(CpuInfo ci) {
    ci.softints = true;
    kern.synch.needResched(ci, ci);
  }

  /**
   * softint_picklwp: the LWP of the pending soft interrupt of a CPU, LSONPROC; null if there is
   * none, or if it has not finished the one before. Called with the run queue locked; the LWP's own
   * lock is not needed, because nobody else touches it while it is LSIDL.
   */
  @Nullable Lwp picklwp(CpuInfo ci) {
    Lwp l = ci.softclk;
    if (l == null || l.stat != LwpState.IDL) {
      return null;
    }
    ci.softints = false;
    kern.checks.that(Check.N78, l.ci == ci && ci.spcMutex.ownedBy(ci), l);
    kern.checks.that(Check.T1, LwpState.allowed(l.stat, LwpState.ONPROC), l);
    l.stat = LwpState.ONPROC;
    l.pflag |= Flags.LP_RUNNING;
    l.stime = ci.cpu.now();
    return l;
  }

  /** softint_thread: handles what is pending, and goes back to LSIDL. */
  private void thread(CpuInfo ci) {
    Lwp l = ci.curlwp;
    kern.life.lwpStartup(l);
    for (; ; ) {
      kern.procStop.callout(l);
      kern.lwpLock(ci, l);
      kern.setStat(ci, l, LwpState.IDL);
      ci.spcMutex.enter(ci);
      kern.synch.miSwitch(l);
    }
  }
}
