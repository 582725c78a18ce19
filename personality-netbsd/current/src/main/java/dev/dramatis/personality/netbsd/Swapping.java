package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.SchedulerReplacement;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.Scheduler.StateTransfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Taking threads in from another kernel, letting them go to the next, and exchanging the policy.
 */
final class Swapping {
  private final Kern kern;
  private final Timer sweeper;
  private boolean requested;
  private List<Lwp> toSweep = List.of();

  Swapping(Kern kern) {
    this.kern = kern;
    this.sweeper = kern.machine.newTimer("boundary", Ipl.SCHED, this::sweep);
  }

  boolean requested() {
    return requested;
  }

  // ---- taking in

  /** Host code: the thread appears as if it had always been here. */
  void adopt(UserThread user) {
    Proc p = procFor(user);
    CpuInfo ci = kern.cpus[0];
    Lwp l = new Lwp(p, user.id(), user, user.context(), ci, user.schedClass());
    l.uarea = kern.uareas.alloc();
    while (kern.pidTable.lwpNeedsSlot(p) && kern.pidTable.mustGrow()) {
      kern.pidTable.grow();
    }
    kern.pidTable.allocLwpid(p, l);
    kern.life.initialize(l, user);
    l.affinity = user.affinity();
    l.cred = p.cred;
    if (p.nlwps != 0) {
      p.uid.chglwpcnt(1);
    }
    kern.life.setDetached(p, l, user.detached());
    p.insertHead(l);
    p.nlwps++;
    p.stat = Proc.SACTIVE;
    if (user.life() == Life.ZOMBIE) {
      l.stat = LwpState.ZOMB;
      p.nzlwps++;
      return;
    }
    kern.insertAll(l);
    p.nrlwps++;
    if (user.suspended()) {
      l.flag |= Flags.LW_WSUSPEND;
    }
    kern.tracer.emit(
        kern.machine.now(),
        dev.dramatis.spi.trace.EventKind.THREAD_CREATE,
        ci.id,
        l.number,
        user.process());
    kern.sched.addThread(l, null);
    makeReady(l, EnqueueReason.NEW);
  }

  private Proc procFor(UserThread user) {
    Proc known = kern.proc(user.process());
    if (known != null) {
      return known;
    }
    Proc p = kern.newProc(user.process(), user.processName());
    while (kern.pidTable.mustGrow()) {
      kern.pidTable.grow();
    }
    kern.pidTable.allocPid(p);
    kern.uids.login(kern, p);
    kern.procWait.adoptByInit(p);
    kern.register(p);
    return p;
  }

  /** Host code: queues an LWP that was not known to the policy before. */
  private void makeReady(Lwp l, EnqueueReason why) {
    CpuInfo to = kern.synch.takecpu(l, why);
    l.ci = to;
    l.mutex = to.spcMutex;
    l.stat = LwpState.RUN;
    l.pflag |= Flags.LP_QUEUED;
    kern.tracer.emit(
        kern.machine.now(), dev.dramatis.spi.trace.EventKind.THREAD_READY, to.id, l.number, to.id);
    kern.sched.enqueue(l, to.id, why);
    kern.synch.needResched(null, to);
  }

  /**
   * Why the threads cannot be carried to another kernel now: what processes and signals are made of
   * exists only in here.
   */
  String refusesExport() {
    if (kern.forked > 0) {
      return "there are "
          + kern.forked
          + " processes made by fork, and another kernel would not know whose children they are;"
          + " wait until they have ended and been waited for";
    }
    for (Proc p : kern.allproc) {
      String reason = p.number > 0 ? refuses(p) : "";
      if (!reason.isEmpty()) {
        return reason;
      }
    }
    return "";
  }

  private static String refuses(Proc p) {
    String who = "process " + p.number + " (" + p.name + ")";
    if (p.memory != null) {
      return who + " uses futexes, and only this kernel knows what is in their words";
    }
    if (p.stopping()) {
      return who + " is stopped, or about to stop; continue it first";
    }
    if ((p.sflag & Flags.PS_WCORE) != 0) {
      return who + " is dumping core; try again when it has ended";
    }
    if ((p.sflag & (Flags.PS_STOPFORK | Flags.PS_STOPEXEC | Flags.PS_STOPEXIT)) != 0) {
      return who + " is to stop when it forks, executes or exits; clear that first";
    }
    if (p.traced()) {
      return who + " is traced by a debugger; detach it first";
    }
    if (p.executing) {
      return who + " is about to execute another program; try again";
    }
    if (!p.sigacts.untouched() && (p.sflag & Flags.PS_WEXIT) == 0) {
      return who + " catches or ignores signals, and only this kernel knows which";
    }
    Pgrp pgrp = p.pgrp;
    if (pgrp != null && pgrp.id != p.pid) {
      return who + " has joined the process group of another one";
    }
    if (p.sigpend != 0) {
      return who + " has a signal pending";
    }
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      String reason = l.stat == LwpState.ZOMB ? "" : refuses(l);
      if (!reason.isEmpty()) {
        return reason;
      }
    }
    return "";
  }

  private static String refuses(Lwp l) {
    if (l.number <= 0) {
      return "LWP " + l.lid + " was made by _lwp_create and has no program to go on with elsewhere";
    }
    String who = "thread " + l.name();
    if (l.sigpend != 0) {
      return who + " has a signal pending";
    }
    if (l.sigframeCount > 0) {
      return who + " executes a signal handler";
    }
    if (l.sigmask != 0 || l.sigrestore) {
      return who + " blocks signals, and only this kernel knows which";
    }
    return "";
  }

  // ---- letting go

  /**
   * Host code: marks all user LWPs. What they are in the middle of cannot be touched from outside,
   * so an interrupt follows that wakes the sleepers with proper locking; those in user mode are
   * brought here by the framework.
   */
  void requestBoundary() {
    requested = true;
    List<Lwp> all = userLwps();
    for (Lwp l : all) {
      l.pflag |= Flags.LP_BOUNDARY;
    }
    toSweep = all;
    sweeper.set(kern.cpus[0].cpu, kern.machine.now());
  }

  private void sweep(Cpu cpu) {
    CpuInfo ci = kern.cpu(cpu);
    for (Lwp l : toSweep) {
      kern.lwpLock(ci, l);
      boolean asleep = l.stat == LwpState.SLEEP && (l.flag & Flags.LW_SINTR) != 0;
      if (asleep || l.stat == LwpState.SUSPENDED || l.stat == LwpState.STOP) {
        kern.synch.setrunnable(ci, l);
      } else {
        kern.lwpUnlock(ci, l);
      }
    }
    toSweep = List.of();
  }

  /**
   * Lets the running LWP go at the user boundary. It leaves all lists like a dead one, but its
   * thread lives on: the switch happens when no frame of this kernel is left on its stack.
   */
  void export(Lwp l, UserThread user) {
    Proc p = l.proc;
    p.lock.enter(l);
    kern.life.lwpDrainrefs(l, l);
    p.remove(l);
    p.nlwps--;
    p.nrlwps--;
    p.exported++;
    if ((l.prflag & Flags.LPR_DETACHED) != 0) {
      p.ndlwps--;
    }
    p.lock.exit(l);
    p.lwpcv.broadcast(l.ci);
    kern.procLock.enter(l);
    kern.removeAll(l);
    kern.pidTable.freeLwpid(p, l.lid);
    kern.procLock.exit(l);

    kern.lwpLock(l.ci, l);
    kern.setStat(l.ci, l, LwpState.ZOMB);
    l.ci.spcMutex.enter(l.ci);
    CpuInfo ci = l.ci;
    Lwp next = kern.synch.miSwitchLater(l);
    user.carryCpuTime(l.rtime);
    user.attach(null);
    l.user = null;
    ci.cpu.switchAfterReturn(next.context);
  }

  /**
   * Host code: the end of this kernel. What is left are zombies, and their neutral state is
   * complete.
   */
  void shutdown() {
    kern.clock.stop();
    sweeper.cancel();
    kern.init.destroy();
    kern.hotplug.stop();
    for (Lwp l : userLwps()) {
      UserThread user = l.user;
      if (user != null) {
        user.carryCpuTime(l.rtime);
        user.attach(null);
      }
    }
    for (Proc p : kern.zombproc.values()) {
      forget(p);
    }
  }

  /** A process that nobody but init waited for is collected by the end of the kernel. */
  private static void forget(Proc p) {
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      UserThread user = l.user;
      if (user != null) {
        user.setLife(Life.GONE);
        user.attach(null);
      }
    }
  }

  /** User LWPs, dead or alive, by number. */
  List<Lwp> userLwps() {
    List<Lwp> all = new ArrayList<>();
    for (Proc p : kern.allproc) {
      for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
        if (l.number > 0) {
          all.add(l);
        }
      }
    }
    all.sort(Comparator.comparingInt(l -> l.number));
    return all;
  }

  // ---- another policy

  /** Host code, between two events: no callback is in progress. */
  void replaceScheduler(SchedulerReplacement replacement) {
    Scheduler old = kern.sched;
    List<Lwp> all = userLwps();
    List<Lwp> ready = new ArrayList<>();
    for (Lwp l : all) {
      if ((l.pflag & Flags.LP_QUEUED) != 0) {
        old.dequeue(l);
        ready.add(l);
      }
    }
    @Nullable Map<String, String> state = old instanceof StateTransfer t ? t.exportState() : null;
    for (Lwp l : all) {
      if (knownToPolicy(l)) {
        old.removeThread(l);
      }
      l.setSchedData(null);
      l.policyPriority = false;
    }
    Scheduler next = replacement.create(kern.schedHost);
    if (state != null
        && next instanceof StateTransfer t
        && next.getClass().getName().equals(old.getClass().getName())) {
      t.importState(state);
    }
    kern.sched = next;
    for (Lwp l : all) {
      if (knownToPolicy(l)) {
        next.addThread(l, null);
        if (l.running()) {
          next.running(l, l.ci.id);
        }
      }
    }
    for (Lwp l : ready) {
      CpuInfo to = kern.synch.takecpu(l, EnqueueReason.ADOPTED);
      if (to != l.ci && !l.mutex.held() && !to.spcMutex.held()) {
        l.ci = to;
        l.mutex = to.spcMutex;
      }
      next.enqueue(l, l.ci.id, EnqueueReason.ADOPTED);
    }
    for (CpuInfo ci : kern.cpus) {
      ci.wantResched = true;
    }
  }

  /** A zombie is unknown from the moment it has left its CPU. */
  private static boolean knownToPolicy(Lwp l) {
    return l.stat != LwpState.ZOMB || l.ci.curlwp == l;
  }
}
