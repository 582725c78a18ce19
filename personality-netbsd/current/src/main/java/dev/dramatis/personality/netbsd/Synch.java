package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import org.jspecify.annotations.Nullable;

/**
 * Switching, making runnable, preemption (kern_synch.c), and the side of kern_runq.c that is not
 * policy.
 */
final class Synch {
  private final Kern kern;

  /** sched_kpreempt_pri of machines whose kernel cannot be preempted. */
  private static final int NEVER = 1000;

  /** sched_kpreempt_pri: from this priority on even kernel code has to give way. */
  private final int kpreemptPri;

  /** Counts what is put on run queues. */
  private long enqueued;

  Synch(Kern kern) {
    this.kern = kern;
    this.kpreemptPri = kern.options.number("kpreempt-pri", Pri.USER_RT, 0, NEVER);
  }

  // ---- switching

  /**
   * Leaves the CPU to another LWP (kern_synch.c: mi_switch). Entered with the LWP and the run queue
   * of its CPU locked; returns with neither, maybe on another CPU.
   */
  void miSwitch(Lwp l) {
    CpuInfo ci = l.ci;
    Lwp newl = choose(l, ci);
    if (newl == l) {
      ci.spcMutex.exit(ci);
      l.pflag &= ~Flags.LP_PREEMPTING;
      kern.lwpUnlock(ci, l);
      return;
    }
    int oldspl = leave(l, newl, ci);
    if (l.stat == LwpState.ZOMB) {
      ci.cpu.exitTo(newl.context);
    }
    ci.cpu.switchTo(newl.context);
    arrive(l, oldspl);
  }

  /**
   * The first half of a switch that takes effect when the caller's frames are gone; see {@link
   * Swapping}.
   */
  Lwp miSwitchLater(Lwp l) {
    CpuInfo ci = l.ci;
    Lwp newl = choose(l, ci);
    leave(l, newl, ci);
    return newl;
  }

  /** Puts the LWP where its state wants it and picks the next one. */
  private Lwp choose(Lwp l, CpuInfo ci) {
    checkSwitch(l, ci);
    ci.cpu.chargeCycles(PathCosts.MI_SWITCH);
    boolean idle = l.isIdle();
    if (!idle) {
      long now = ci.cpu.now();
      l.rtime += now - l.stime;
      l.stime = now;
      putBack(l, ci);
    }
    return nextlwp(l, ci, idle ? null : l);
  }

  /**
   * An LWP that is still LSONPROC here merely yields: back to the run queue, or on its way to
   * another CPU.
   */
  private void putBack(Lwp l, CpuInfo ci) {
    boolean kernelThread = l.number < 0;
    if (l.stat != LwpState.ONPROC) {
      if (!kernelThread) {
        kern.sched.stopping(l, ci.id, false);
        if (l.stat == LwpState.ZOMB) {
          kern.sched.removeThread(l);
        } else {
          kern.sched.blocked(l);
        }
      }
      return;
    }
    kern.setStat(ci, l, LwpState.RUN);
    l.mutex = ci.spcMutex;
    if (kernelThread) {
      ci.kthreads.add(l);
      return;
    }
    kern.sched.stopping(l, ci.id, true);
    EnqueueReason why =
        (l.pflag & Flags.LP_PREEMPTING) != 0 ? EnqueueReason.PREEMPTED : EnqueueReason.YIELD;
    CpuInfo target = l.targetCpu;
    int to = target != null ? target.id : takecpu(l, why).id;
    if (to == ci.id) {
      l.targetCpu = null;
      schedEnqueue(ci, l, ci, why);
    } else {
      // It can be given to the other CPU only once it is off this one: the idle LWP does that.
      l.targetCpu = kern.cpus[to];
      ci.spcMigrating = l;
    }
  }

  /** kern_synch.c: nextlwp. On return the choice is marked as running here. */
  private Lwp nextlwp(Lwp l, CpuInfo ci, @Nullable Lwp previous) {
    Lwp softint = ci.softints ? kern.softint.picklwp(ci) : null;
    if (softint != null) {
      ci.wantResched = false;
      ci.spcCurpriority = softint.eprio();
      return softint;
    }
    Lwp newl = null;
    if (ci.spcMigrating == null) {
      newl = ci.kthreads.isEmpty() ? pick(ci, previous) : ci.kthreads.remove(0);
    }
    ci.wantResched = false;
    if (newl == null) {
      ci.idlelwp.pflag |= Flags.LP_RUNNING;
      ci.spcCurpriority = Pri.USER;
      return ci.idlelwp;
    }
    if (newl != l && newl.onCpu()) {
      // It was put back by another CPU that has not finished its switch. That one chose before us
      // and will get there.
      ci.offCpu.lwp = newl;
      ci.cpu.await(ci.offCpuLock(newl).line, Access.AWAIT, ci.offCpu);
      ci.offCpu.lwp = null;
    }
    kern.setStat(ci, newl, LwpState.ONPROC);
    newl.pflag |= Flags.LP_RUNNING;
    newl.boostpri = Pri.NONE;
    newl.stime = ci.cpu.now();
    if (kern.fault.at(Mutant.EPRIO_UNLOCKED)) {
      kern.lwpSetlock(ci, newl, ci.spcLwplock);
      ci.spcCurpriority = kern.lwpEprio(ci, newl);
    } else {
      ci.spcCurpriority = kern.lwpEprio(ci, newl);
      kern.lwpSetlock(ci, newl, ci.spcLwplock);
    }
    newl.dopreempt(false);
    if (newl.number > 0) {
      kern.sched.running(newl, ci.id);
    }
    return newl;
  }

  /**
   * sched_nextlwp and sched_dequeue. A policy with one queue for all CPUs, or one that steals, may
   * choose an LWP of another CPU; its structure changes hands here, in one step with the choice.
   */
  private @Nullable Lwp pick(CpuInfo ci, @Nullable Lwp previous) {
    SchedThread t = kern.sched.pickNext(ci.id, previous);
    if (t == null) {
      return null;
    }
    Lwp newl = (Lwp) t;
    kern.checks.that(Check.N21, newl.stat == LwpState.RUN && newl.allowedOn(ci.id), newl);
    newl.pflag &= ~Flags.LP_QUEUED;
    if (newl.ci != ci) {
      kern.emit(ci, EventKind.MIGRATE, newl, newl.ci.id);
      ci.takenFrom = newl.ci;
      newl.ci = ci;
      newl.mutex = ci.spcMutex;
    }
    if (newl.targetCpu == ci) {
      newl.targetCpu = null;
    }
    return newl;
  }

  /**
   * Drops all locks but the one that covers the LWP; the next LWP drops that. Returns the level to
   * come back to.
   */
  private int leave(Lwp l, Lwp newl, CpuInfo ci) {
    SpinMutex lock = l.prevLock(ci);
    if (lock == ci.spcMutex) {
      ci.spcLwplock.exit(ci);
    } else {
      ci.spcMutex.exit(ci);
    }
    kern.checks.that(Check.N10, ci.mtxCount == -1, l);
    if ((l.pflag & Flags.LP_PREEMPTING) != 0) {
      l.nivcsw++;
    } else {
      l.nvcsw++;
    }
    int oldspl = ci.mtxOldSpl;
    ci.mtxCount = -2;
    if (l.lwpctl != null) {
      l.lwpctl.curcpu = l.stat == LwpState.ZOMB ? LwpCtl.CPU_EXITED : LwpCtl.CPU_NONE;
    }
    traceSwitch(l, newl, ci);
    l.pflag &= ~Flags.LP_PREEMPTING;
    l.dopreempt(false);
    if (l.isIdle()) {
      kern.clock.leaveIdle(ci);
    }
    tellSpinners(l, ci);
    ci.prevlwp = l;
    ci.prevlock = lock;
    ci.curlwp = newl;
    return oldspl;
  }

  /**
   * Who spins for a mutex because its owner runs has to look again when the owner no longer does.
   */
  private static void tellSpinners(Lwp l, CpuInfo ci) {
    for (KMutex m = l.held; m != null; m = m.nextHeld) {
      if (m.spinners > 0) {
        ci.cpu.changed(m.line);
      }
    }
  }

  /** The second half of mi_switch, on whatever CPU chose this LWP. */
  private void arrive(Lwp l, int oldspl) {
    CpuInfo ci = l.ci;
    if (kern.checks.on) {
      kern.checks.that(Check.N12, l.context.cpu().id() == ci.id && ci.curlwp == l, l);
      // A zombie that comes back is lwp_exit's business.
      boolean runs = l.stat == LwpState.ONPROC || l.stat == LwpState.ZOMB || l.isIdle();
      kern.checks.that(Check.N76, runs, l);
    }
    releasePrevious(ci);
    if (l.lwpctl != null) {
      l.lwpctl.curcpu = ci.id;
      l.lwpctl.pctr++;
    }
    ci.mtxCount = 0;
    ci.cpu.restore(oldspl);
  }

  /**
   * The previous LWP is off the CPU now: it may be freed, or taken over elsewhere, from the moment
   * this is visible; so its lock is known here and not looked up in it.
   */
  void releasePrevious(CpuInfo ci) {
    Lwp prev = ci.prevlwp;
    SpinMutex lock = ci.prevlock;
    kern.checks.that(Check.N11, prev.onCpu() && ci.mtxCount == -2, prev);
    if (!kern.fault.at(Mutant.STARTUP_KEEP_RUNNING)) {
      prev.pflag &= ~Flags.LP_RUNNING;
    }
    lock.exit(ci);
  }

  private void checkSwitch(Lwp l, CpuInfo ci) {
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.N7, l.lockedBy(ci), l);
      checks.that(Check.N8, ci.spcMutex.ownedBy(ci), l);
      checks.that(Check.N9, ci.curlwp == l && l.onCpu(), l);
      checks.that(Check.N10, ci.mtxCount == -2, l);
      checks.that(Check.N31, kpreemptDisabled(ci, l), l);
      checks.that(Check.N32, l.blcnt == 0, l);
      checks.that(Check.N75, ci.pserialize == 0, l);
    }
  }

  private void traceSwitch(Lwp l, Lwp newl, CpuInfo ci) {
    if (kern.tracer.enabled()) {
      long now = ci.cpu.now();
      if (!l.isIdle()) {
        kern.tracer.emit(now, EventKind.SWITCH_OUT, ci.id, l.number, offReason(l).ordinal());
      }
      if (!newl.isIdle()) {
        kern.tracer.emit(now, EventKind.SWITCH_IN, ci.id, newl.number, l.number);
      }
    }
  }

  private static OffReason offReason(Lwp l) {
    return switch (l.stat) {
      case LwpState.ZOMB ->
          l.user != null && l.user.life() == dev.dramatis.spi.kernel.UserThread.Life.ALIVE
              ? OffReason.EXPORTED
              : OffReason.EXIT;
      case LwpState.STOP, LwpState.SUSPENDED -> OffReason.STOPPED;
      case LwpState.SLEEP ->
          l.syncobj == SyncObj.MUTEX || (l.userQueue != null && l.userQueue.isMutex())
              ? OffReason.LOCK
              : l.wmesg.equals("lwpwait") ? OffReason.JOIN : OffReason.SLEEP;
      default -> (l.pflag & Flags.LP_PREEMPTING) != 0 ? OffReason.PREEMPTED : OffReason.YIELD;
    };
  }

  // ---- the idle loop

  /** What a CPU does when there is nothing to do (kern_idle.c: idle_loop). */
  void idleLoop(CpuInfo ci) {
    Lwp l = ci.idlelwp;
    l.stime = ci.cpu.now();
    for (; ; ) {
      if (ci.spcMigrating != null) {
        idleMigrate(ci);
      }
      if (!ci.wantResched) {
        kern.clock.enterIdle(ci);
        ci.cpu.idle();
      }
      if (ci.wantResched) {
        kern.lwpLock(ci, l);
        ci.spcMutex.enter(ci);
        miSwitch(l);
      }
    }
  }

  /**
   * Hands the LWP that left this CPU for another one over to it (kern_runq.c: sched_idle_migrate).
   */
  private void idleMigrate(CpuInfo ci) {
    ci.spcMutex.enter(ci);
    Lwp l = ci.spcMigrating;
    if (l == null) {
      ci.spcMutex.exit(ci);
      return;
    }
    kern.checks.that(Check.N22, l.stat == LwpState.RUN, l);
    ci.spcMigrating = null;
    CpuInfo target = l.targetCpu;
    CpuInfo to =
        target == null || !l.allowedOn(target.id) ? takecpu(l, EnqueueReason.REQUEUE) : target;
    l.targetCpu = null;
    moveQueued(ci, l, to, EnqueueReason.REQUEUE);
    ci.wantResched = true;
  }

  /**
   * Queues an LWP that is LSRUN, on no queue and under this run queue's lock, on a CPU. The LWP is
   * nowhere to be found meanwhile, so the two locks need not be held together. Unlocks.
   */
  void moveQueued(CpuInfo ci, Lwp l, CpuInfo to, EnqueueReason why) {
    CpuInfo from = l.ci;
    if (to != from) {
      kern.emit(ci, EventKind.MIGRATE, l, from.id);
      l.ci = to;
      kern.lwpUnlockTo(ci, l, to.spcMutex);
      to.spcMutex.enter(ci);
    }
    schedEnqueue(ci, l, to, why);
    reschedLwp(ci, l, to);
    to.spcMutex.exit(ci);
  }

  // ---- run queues

  /** sched_enqueue: to the policy, under the lock of the CPU's queue. */
  void schedEnqueue(CpuInfo self, Lwp l, CpuInfo to, EnqueueReason why) {
    if (kern.checks.on) {
      kern.checks.that(Check.N18, l.mutex == to.spcMutex && l.lockedBy(self), l);
      kern.checks.that(Check.N19, (l.pflag & Flags.LP_QUEUED) == 0, l);
    }
    l.pflag |= Flags.LP_QUEUED;
    l.queuedAs = ++enqueued;
    kern.sched.enqueue(l, to.id, why);
  }

  void schedDequeue(Lwp l) {
    kern.checks.that(Check.N20, (l.pflag & Flags.LP_QUEUED) != 0, l);
    l.pflag &= ~Flags.LP_QUEUED;
    kern.sched.dequeue(l);
  }

  /** sched_takecpu: where an LWP that becomes runnable shall run. */
  CpuInfo takecpu(Lwp l, EnqueueReason why) {
    if (l.number < 0) {
      return l.ci;
    }
    if (!l.allowedOn(l.ci.id)) {
      return firstAllowed(l);
    }
    if (why == EnqueueReason.NEW && (l.proc.lflag & Flags.PL_PPWAIT) != 0) {
      CpuInfo parents = vforkCpu(l);
      if (parents != null) {
        return parents;
      }
    }
    int cpu = kern.sched.selectCpu(l, why);
    kern.checks.that(Check.N27, cpu >= 0 && cpu < kern.cpus.length && l.allowedOn(cpu), l);
    return kern.cpus[cpu];
  }

  /**
   * The first LWP of a vforked child runs where its parent goes to sleep for it, among memory that
   * is in the cache there, unless somebody as urgent waits for that CPU (kern_runq.c:
   * sched_takecpu).
   *
   * @return null if the policy shall choose
   */
  private @Nullable CpuInfo vforkCpu(Lwp l) {
    CpuInfo ci = kern.curcpu();
    if (ci == null || l.schedClass != SchedClass.TIMESHARE || !l.allowedOn(ci.id)) {
      return null;
    }
    int maxpriority = Pri.IDLE;
    for (Lwp t = kern.alllwp; t != null; t = t.listNext) {
      if (t.ci == ci && (t.pflag & Flags.LP_QUEUED) != 0) {
        maxpriority = Math.max(maxpriority, t.eprio());
      }
    }
    return l.eprio() > maxpriority && ci.cpu.online() ? ci : null;
  }

  /** Where an LWP goes whose affinity excludes the CPU it was on. */
  CpuInfo firstAllowed(Lwp l) {
    for (CpuInfo ci : kern.cpus) {
      if (l.allowedOn(ci.id) && ci.cpu.online()) {
        return ci;
      }
    }
    return l.ci;
  }

  /** sched_resched_lwp: makes the CPU look at its queue if the newcomer should run at once. */
  void reschedLwp(CpuInfo self, Lwp l, CpuInfo to) {
    Lwp current = to.curlwp;
    if (current.isIdle()
        || l.number < 0
        || (current.number > 0 && kern.sched.shouldPreempt(to.id, current, l))) {
      if (l.priority >= kpreemptPri && !current.isIdle()) {
        current.dopreempt(true);
      }
      needResched(self, to);
    }
  }

  /**
   * sched_resched_cpu: the flag first, so that the interrupt or the store that wakes the CPU finds
   * it set.
   */
  void needResched(@Nullable CpuInfo self, CpuInfo to) {
    if (to.wantResched) {
      return;
    }
    to.wantResched = true;
    if (self == null) {
      kern.clock.poke(to);
    } else if (to != self && !kern.fault.at(Mutant.RESCHED_DROP_IPI)) {
      self.cpu.kick(kern.ast, to.cpu);
    }
  }

  // ---- becoming runnable

  /**
   * Makes an LWP runnable that is new, stopped, suspended or asleep (kern_synch.c: setrunnable).
   * Entered with the LWP locked, left with it unlocked.
   */
  void setrunnable(CpuInfo ci, Lwp l) {
    Proc p = l.proc;
    checkSetrunnable(ci, l);
    EnqueueReason why = EnqueueReason.WAKEUP;
    boolean resumed = false;
    switch (l.stat) {
      case LwpState.STOP -> {
        if (p.traced() && p.xsig != 0) {
          // It has to look what the debugger wants it to take.
          kern.signal.signotify(ci, l);
        }
        p.nrlwps += kern.fault.at(Mutant.SETRUNNABLE_KEEP_COUNT) ? 0 : 1;
      }
      case LwpState.SUSPENDED -> {
        l.flag &= ~Flags.LW_WSUSPEND;
        p.nrlwps += kern.fault.at(Mutant.SETRUNNABLE_KEEP_COUNT) ? 0 : 1;
        if (kern.repairs.resumeBroadcast) {
          resumed = true;
        } else {
          broadcastLocked(ci, p);
        }
      }
      case LwpState.SLEEP -> kern.checks.that(Check.N5, l.wchan != null, l);
      case LwpState.IDL -> why = EnqueueReason.NEW;
      default -> throw kern.checks.panic(Check.N6, l);
    }
    if (l.wchan != null) {
      if (l.stat == LwpState.STOP) {
        kern.setStat(ci, l, LwpState.SLEEP);
      }
      kern.lwpUnsleep(ci, l, true);
    } else if (l.onCpu()) {
      // It has not left its CPU yet: there it will find itself runnable and be put on the queue.
      kern.setStat(ci, l, LwpState.ONPROC);
      l.slptime = 0;
      kern.lwpUnlock(ci, l);
    } else {
      enqueueRunnable(ci, l, why, true);
    }
    if (resumed) {
      p.lwpcv.broadcast(ci);
    }
  }

  /**
   * The lock of the queue comes before the LWP's, so the broadcast should wait until the LWP is
   * unlocked; the original does not wait.
   */
  private void broadcastLocked(CpuInfo ci, Proc p) {
    boolean tolerated = !kern.repairs.reportResumeBroadcast;
    kern.lockOrder.tolerateQueue(ci, tolerated);
    p.lwpcv.broadcast(ci);
    kern.lockOrder.tolerateQueue(ci, false);
  }

  /**
   * The common end of waking: chooses a CPU, queues the LWP there and makes that CPU notice.
   * Entered with the LWP locked by what it slept on, or by the lock of its CPU; that lock is
   * released only if {@code unlock}.
   */
  void enqueueRunnable(CpuInfo ci, Lwp l, EnqueueReason why, boolean unlock) {
    ci.cpu.chargeCycles(PathCosts.WAKE_ONE);
    SpinMutex old = l.mutex;
    CpuInfo from = l.ci;
    CpuInfo to = takecpu(l, why);
    to.spcMutex.enter(ci);
    kern.setStat(ci, l, LwpState.RUN);
    l.ci = to;
    l.mutex = to.spcMutex;
    l.targetCpu = null; // a migration asked for meanwhile is overtaken by this choice
    l.slptime = 0;
    if (kern.tracer.enabled()) {
      if (from != to && why != EnqueueReason.NEW) {
        kern.emit(ci, EventKind.MIGRATE, l, from.id);
      }
      kern.emit(ci, EventKind.THREAD_READY, l, to.id);
    }
    if (l.number < 0) {
      to.kthreads.add(l);
    } else {
      schedEnqueue(ci, l, to, why);
    }
    reschedLwp(ci, l, to);
    to.spcMutex.exit(ci);
    if (unlock) {
      old.exit(ci);
    }
  }

  private void checkSetrunnable(CpuInfo ci, Lwp l) {
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.N1, !l.isIdle(), l);
      checks.that(Check.N2, (l.flag & Flags.LW_DBGSUSPEND) == 0, l);
      // A sweep for a swap runs as an interrupt and cannot hold p_lock.
      checks.that(
          Check.N3, l.proc.lock.owner == ci.curlwp || (l.pflag & Flags.LP_BOUNDARY) != 0, l);
      checks.that(Check.N4, l.lockedBy(ci) && l.mutex != l.ci.spcMutex, l);
      checks.that(Check.N6, mayBecomeRunnable(l.stat), l);
    }
  }

  private static boolean mayBecomeRunnable(int stat) {
    return switch (stat) {
      case LwpState.STOP, LwpState.SUSPENDED, LwpState.SLEEP, LwpState.IDL -> true;
      default -> false;
    };
  }

  // ---- giving up the CPU

  /** kern_synch.c: yield. */
  void yield(Lwp l) {
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    miSwitch(l);
  }

  /** Leaves the CPU against the LWP's will (kern_synch.c: preempt). */
  void preempt(Lwp l) {
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    l.pflag |= Flags.LP_PREEMPTING;
    miSwitch(l);
  }

  // ---- kernel preemption

  /** Whether the running LWP cannot be preempted in the kernel now (kpreempt_disabled). */
  boolean kpreemptDisabled(CpuInfo ci, Lwp l) {
    return l.nopreempt != 0
        || l.stat == LwpState.ZOMB
        || l.isIdle()
        || ci.cpu.level() != Ipl.NONE
        || ci.cpu.inInterrupt();
  }

  /** KPREEMPT_ENABLE: makes up for what was held off. */
  void kpreemptEnable(Lwp l) {
    if (--l.nopreempt == 0 && l.dopreempt()) {
      kpreempt(l);
    }
  }

  /**
   * Gives way in the middle of the kernel to an LWP that must not wait (kern_synch.c: kpreempt). An
   * LWP that is about to block or die does so anyway; one that must not be interrupted keeps the
   * request in mind.
   */
  void kpreempt(Lwp l) {
    CpuInfo ci = l.ci;
    if (l.stat != LwpState.ONPROC) {
      l.dopreempt(false);
      return;
    }
    boolean disabled =
        kpreemptDisabled(ci, l)
            && (l.isIdle() || ci.mtxCount != 0 || !kern.fault.at(Mutant.KPREEMPT_IGNORE_DISABLE));
    if (disabled || l.blcnt != 0) {
      return;
    }
    kern.checks.that(Check.N30, ci.curlwp == l && l.nopreempt == 0 && !l.isIdle(), l);
    l.dopreempt(false);
    if (ci.wantResched) {
      preempt(l);
    }
  }

  // ---- lent priority

  /** sched_lendpri: of an LWP that does not sleep. */
  void schedLendpri(CpuInfo ci, Lwp l, int pri) {
    boolean queued = (l.pflag & Flags.LP_QUEUED) != 0;
    if (queued) {
      schedDequeue(l);
    }
    l.lend(pri);
    if (l.number > 0) {
      kern.sched.changed(l);
    }
    if (queued) {
      schedEnqueue(ci, l, l.ci, EnqueueReason.REQUEUE);
      reschedLwp(ci, l, l.ci);
    } else if (l.stat == LwpState.ONPROC) {
      l.ci.spcCurpriority = l.eprio();
    }
  }

  /** Sleeps for a number of ticks (kern_synch.c: kpause). EWOULDBLOCK when they have passed. */
  int kpause(Lwp l, String wmesg, boolean catching, int timo) {
    kern.lwpLock(l.ci, l);
    kern.sleepq.enqueue(l, null, this, wmesg, SyncObj.KPAUSE, catching);
    if (kern.fault.at(Mutant.MI_SWITCH_EXTRA_LOCK)) {
      l.ci.callouts.lock.enter(l.ci);
    }
    return kern.sleepq.block(l, timo, catching);
  }
}
