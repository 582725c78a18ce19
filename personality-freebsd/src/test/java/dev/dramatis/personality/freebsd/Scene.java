package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.sched.EnqueueReason;
import java.util.Map;

/**
 * A booted kernel on a machine where nothing happens by itself, with a process of two threads:
 * {@code td} runs, {@code other} is wherever a test puts it.
 */
final class Scene {
  final Kern k;
  final Pcpu pc;
  final Proc p;
  final KThread td;
  final KThread other;
  private int threads;

  Scene() {
    this("");
  }

  /**
   * A kernel with a fault.
   *
   * @param mutant its id, or empty
   */
  Scene(String mutant) {
    k = new Kern(new StillMachine(mutant.isEmpty() ? Map.of() : Map.of("mutate", mutant)));
    k.clock.init();
    k.kthreads.boot();
    pc = k.pcpus[0];
    pc.idle.state = KThread.TDS_CAN_RUN;
    pc.idle.oncpu = KThread.NOCPU;
    p = new Proc(k, k.allocateAddress(2048));
    k.cow.procInit(p);
    p.state = Proc.PRS_NORMAL;
    p.pid = 10;
    p.pptr = k.kthreads.initproc;
    td = thread();
    td.state = KThread.TDS_RUNNING;
    td.oncpu = 0;
    td.critnest = 0;
    td.spinlocks = 0;
    pc.curthread = td;
    other = thread();
  }

  /** One more thread of the process, inactive. */
  KThread thread() {
    KThread t = k.life.zone.make(pc);
    k.life.zone.threadCtor(t);
    threads++;
    t.user = new StillUser(threads, k.machine.newContext("t" + threads, 1, () -> {}));
    t.user.attach(t);
    t.context = t.user.context();
    t.kstackPages = ThreadLife.KSTACK_PAGES;
    k.threadCount.incFromHost();
    t.tid = k.tidBitmap.alloc();
    k.cow.getFromHost(t, p);
    if (threads == 1) {
      k.life.procLinkup(p, t);
    } else {
      p.flag |= Proc.P_HADTHREADS;
      p.mtx.lock(td);
      k.life.threadLink(t, p);
      p.mtx.unlock(td);
    }
    k.tidhash.addFromHost(t);
    k.priorities.setClass(t);
    return t;
  }

  Scene lockProc() {
    p.mtx.lock(td);
    return this;
  }

  Scene lockSpin() {
    p.slock.lock(td);
    return this;
  }

  Scene lockBoth() {
    return lockProc().lockSpin();
  }

  Scene flags(int flags) {
    p.flag |= flags;
    return this;
  }

  /** The other thread is off its CPU, for a reason. */
  Scene inhibited(int inhibitors) {
    other.state = KThread.TDS_INHIBITED;
    other.inhibitors = (byte) inhibitors;
    if ((inhibitors & KThread.TDI_SUSPENDED) != 0) {
      p.suspcount++;
    }
    return this;
  }

  /** The other thread is ready. */
  Scene ready() {
    other.state = KThread.TDS_RUNQ;
    k.sched.scheduler().addThread(other, null);
    k.sched.scheduler().enqueue(other, 0, EnqueueReason.WAKEUP);
    return this;
  }

  SpinMtx lockOther() {
    return k.threadLock(td, other);
  }
}
