package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.trace.EventKind;
import java.util.ArrayList;
import java.util.List;

/** Where threads come from another kernel and leave for the next one. */
final class Boundary {
  private final Kern k;
  private final Timer request;
  private final Timer[] pokes;
  private final List<KThread> asked = new ArrayList<>();

  Boundary(Kern k) {
    this.k = k;
    this.request = k.machine.newTimer("boundary", Kern.LEVEL_IPI, this::bringAll);
    this.pokes = new Timer[k.pcpus.length];
    for (int i = 0; i < pokes.length; i++) {
      pokes[i] = k.machine.newTimer("resched", Kern.LEVEL_IPI, this::poke);
    }
  }

  /**
   * Takes in a thread. A zombie exists in user space only: the word with its id says that it is
   * done.
   */
  void adopt(UserThread user) {
    if (user.life() == Life.ZOMBIE) {
      user.attach(null);
      return;
    }
    Proc p = k.procs.of(user);
    Pcpu home = k.pcpus[user.context().cpu().id()];
    KThread kept = p.numthreads == 1 && p.activeThreads == 0 ? p.firstThread : null;
    KThread td;
    if (kept != null) {
      td = kept;
      k.life.threadRecycle(td, home, user);
      p.remove(td);
      p.numthreads = 0;
    } else {
      KThread fresh = k.life.allocFromHost(home, user);
      if (fresh == null) {
        throw new IllegalStateException(
            "no room for thread "
                + user.id()
                + ": raise personality.maxthread ("
                + k.threadCount.maxthread
                + ")");
      }
      td = fresh;
    }
    user.attach(td);
    if (p.numthreads == 0) {
      k.life.procLinkup(p, td);
    } else {
      p.flag |= Proc.P_HADTHREADS;
      k.life.threadLink(td, p);
    }
    p.activeThreads++;
    k.cow.getFromHost(td, p);
    k.tidhash.addFromHost(td);
    if (user.suspended()) {
      td.dbgflags |= KThread.TDB_SUSPEND;
      td.ast |= KThread.TDA_SUSPEND;
      p.debuggerSuspended++;
      p.flag |= Proc.P_TRACED;
    }
    if (user.life() == Life.NEW) {
      k.emitFromHost(EventKind.THREAD_CREATE, home.id, user.id(), user.process());
    }
    k.sched.adopt(td, user.life() == Life.NEW ? EnqueueReason.NEW : EnqueueReason.ADOPTED);
  }

  /**
   * Asks every thread to come to the user boundary; the work is done by an interrupt, under the
   * locks it needs. Host code.
   */
  void request() {
    k.draining = true;
    Pcpu first = k.pcpus[0];
    request.set(first.cpu, k.machine.now());
  }

  /**
   * Ends interruptible sleeps and suspensions. Threads that come later see the flag before they
   * sleep.
   */
  private void bringAll(Cpu cpu) {
    KThread self = k.sched.enterInterrupt(cpu);
    asked.clear();
    k.procs.forEachThread(asked::add);
    for (KThread td : asked) {
      bring(self, td);
    }
    asked.clear();
    k.sched.leaveInterrupt(self);
  }

  private void bring(KThread self, KThread td) {
    Proc p = td.proc();
    p.slock.lock(self);
    SpinMtx m = k.threadLock(self, td);
    if (td.state == KThread.TDS_INACTIVE || td.user == null) {
      m.unlock(self);
    } else {
      td.ast |= KThread.TDA_SUSPEND;
      if (td.isSuspended() && p.shouldStop() == 0) {
        k.single.threadUnsuspendOne(self, td, m, p, true);
      } else if (td.canAbort()) {
        k.sleepqueues.abort(self, td, m, SleepQueues.ERESTART);
      } else {
        m.unlock(self);
      }
    }
    p.slock.unlock(self);
  }

  /** Lets the calling thread go: like an exit of which nothing remains, not even a zombie. */
  void export(KThread td) {
    UserThread user = td.user();
    Proc p = td.proc();
    p.mtx.lock(td);
    // not those of a process that is ending: its threads end with it
    k.single.threadSuspendCheck(td, false);
    k.tidhash.tidhashRemove(td, td);
    k.life.threadUnlink(td, td);
    p.activeThreads--;
    k.single.forgetDebuggerSuspend(td);
    p.mtx.unlock(td);
    k.threadLock(td, td);
    k.sched.chargeRuntime(td);
    user.carryCpuTime(td.runtime);
    user.attach(null);
    k.sched.exportThread(td);
    k.life.freeFromHost(td);
  }

  /** Nothing of this kernel stays armed. Host code. */
  void shutdown() {
    request.cancel();
    k.hotplug.shutdown();
    for (Timer t : pokes) {
      t.cancel();
    }
    for (Pcpu pc : k.pcpus) {
      pc.callouts.disarm();
    }
    k.clock.disarm();
    k.reaper.shutdown();
    k.umtx.shutdown();
  }

  /** Makes every CPU choose anew. Host code. */
  void pokeAll() {
    for (Pcpu pc : k.pcpus) {
      pokes[pc.id].set(pc.cpu, k.machine.now());
    }
  }

  private void poke(Cpu cpu) {
    KThread td = k.pcpu(cpu).curthread;
    if (td.isIdle()) {
      td.pcpu.resched = true;
    } else {
      td.ast |= KThread.TDA_SCHED;
    }
  }
}
