package dev.dramatis.personality.freebsd;

import dev.dramatis.engine.coroutine.Coroutine;
import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.spi.machine.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A still machine on which threads play their parts one at a time, in the order that a script
 * wants. A part runs until its thread gives up the CPU, in the middle of a kernel function or by
 * yielding at its end; between two parts nothing runs but the idle thread.
 */
final class Stage extends StillMachine {
  final Kern k;
  final Pcpu pc;
  private final Coroutines coroutines = Coroutines.choose();
  private final Map<KThread, Actor> actors = new IdentityHashMap<>();
  private final List<KThread> dead = new ArrayList<>();
  private @Nullable Coroutine running;

  /** A thread with what it still has to do. */
  private final class Actor {
    final ArrayDeque<Runnable> parts = new ArrayDeque<>();
    final Coroutine coroutine;

    Actor(KThread td) {
      coroutine = coroutines.create(() -> play(td));
    }

    private void play(KThread td) {
      k.sched.forkExit(td);
      for (; ; ) {
        Runnable part = parts.poll();
        if (part != null) {
          part.run();
        }
        k.sched.relinquish(td);
      }
    }
  }

  Stage() {
    k = new Kern(this);
    k.clock.init();
    k.kthreads.boot();
    pc = k.pcpus[0];
  }

  /** A process that belongs to nobody. */
  Proc process(int pid, Proc parent) {
    Proc p = new Proc(k, k.allocateAddress(2048));
    k.cow.procInit(p);
    p.state = Proc.PRS_NORMAL;
    p.pid = pid;
    p.pptr = parent;
    return p;
  }

  /** A thread that is ready to run. */
  KThread thread(Proc p, int tid) {
    KThread td = k.life.zone.make(pc);
    k.life.zone.threadCtor(td);
    td.user = new StillUser(tid, k.machine.newContext("t" + tid, 1, () -> {}));
    td.user.attach(td);
    td.context = td.user.context();
    td.tid = tid;
    k.cow.getFromHost(td, p);
    if (p.numthreads == 0) {
      k.life.procLinkup(p, td);
    } else {
      p.flag |= Proc.P_HADTHREADS;
      p.append(td);
      td.proc = p;
      td.flags = KThread.TDF_INMEM;
      p.numthreads++;
    }
    k.tidhash.addFromHost(td);
    k.priorities.setClass(td);
    k.sched.scheduler().addThread(td, null);
    actors.put(td, new Actor(td));
    td.state = KThread.TDS_RUNQ;
    return td;
  }

  /** The thread gets the CPU, and something to do if it does not go on with what it began. */
  void run(KThread td, Runnable... parts) {
    Actor actor = actors.get(td);
    actor.parts.addAll(List.of(parts));
    if (td.queued()) {
      k.sched.scheduler().dequeue(td);
    }
    pc.idle.state = KThread.TDS_CAN_RUN;
    pc.idle.oncpu = KThread.NOCPU;
    td.state = KThread.TDS_RUNNING;
    td.oncpu = 0;
    td.tdLock = pc.tdqLock;
    pc.tdqLock.owner = td;
    pc.tookSpin(pc.tdqLock.witness);
    pc.curthread = td;
    running = actor.coroutine;
    actor.coroutine.resume();
    leaveToIdle(td);
  }

  /**
   * What the idle thread would do first; dead threads wait to be stashed until they are told to.
   */
  private void leaveToIdle(KThread td) {
    SpinMtx lock = pc.switchedOutLock;
    if (lock != null) {
      k.threadLockUnblock(pc.cpu, td, lock);
    }
    pc.switchedOut = null;
    pc.switchedOutLock = null;
    pc.tdqLock.owner = null;
    pc.droppedSpin(pc.tdqLock.witness);
    pc.cpu.restore(0);
    if (pc.deadthread != null) {
      dead.add(pc.deadthread);
      pc.deadthread = null;
    }
  }

  /** Each CPU on which a thread has died switches once more. */
  void stash() {
    dead.forEach(td -> k.reaper.threadStash(pc.idle, td));
    dead.clear();
  }

  @Override
  void switchedTo(Context next) {
    Coroutine c = running;
    if (c == null) {
      throw new IllegalStateException("nobody is on stage");
    }
    c.suspend();
  }

  @Override
  public dev.dramatis.spi.sched.Scheduler newScheduler(dev.dramatis.spi.sched.SchedulerHost host) {
    return new Fifo() {
      @Override
      public dev.dramatis.spi.sched.@Nullable SchedThread pickNext(
          int where, dev.dramatis.spi.sched.@Nullable SchedThread previous) {
        return null; // the script says who is next
      }
    };
  }
}
