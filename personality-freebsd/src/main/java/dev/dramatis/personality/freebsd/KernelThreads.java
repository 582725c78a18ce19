package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.sched.EnqueueReason;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Process 0 with the idle threads and the task queue's thread, which reaps; and init, the parent of
 * every process. The two that wait for work start when there is something to do for the first time.
 */
final class KernelThreads {
  private static final int PWAIT = 108;
  private static final int PRI_MIN_IDLE = 224;

  final Proc proc0;

  /** Process 1. */
  final Proc initproc;

  private final Kern k;
  private final Service taskqueue;
  private final Service init;

  private final ArrayDeque<Consumer<KThread>> tasks = new ArrayDeque<>();

  /** Processes with their last thread, for the next fork. */
  private @Nullable Proc freeProcs;

  KernelThreads(Kern k) {
    this.k = k;
    this.proc0 = new Proc(k, k.allocateAddress(2048));
    proc0.pid = 0;
    proc0.state = Proc.PRS_NORMAL;
    proc0.flag = Proc.P_SYSTEM;
    this.initproc = new Proc(k, k.allocateAddress(2048));
    initproc.pid = 1;
    initproc.state = Proc.PRS_NORMAL;
    initproc.flag = Proc.P_SYSTEM;
    initproc.isReaper = true;
    initproc.reaper = initproc;
    initproc.pptr = proc0;
    k.cow.procInit(proc0);
    k.cow.procInit(initproc);
    int n = k.pcpus.length;
    this.taskqueue = new Service("taskqueue", -1 - n, this::runTasks);
    this.init = new Service("init", -2 - n, k.waits::reapOrphans);
  }

  /** Boot: the first thread gets the first id, and every CPU its idle thread. */
  void boot() {
    Pcpu first = k.pcpus[0];
    for (Pcpu pc : k.pcpus) {
      KThread td = newThread(pc, -1 - pc.id, "idle/" + pc.id);
      pc.idle = td;
      pc.curthread = td;
      pc.switchtime = k.machine.now();
    }
    taskqueue.td = newThread(first, taskqueue.id, taskqueue.name);
    threadinit(taskqueue.td);
    k.life.procLinkup0(proc0, taskqueue.td);
    init.td = newThread(first, init.id, init.name);
    prepare(init.td);
    k.life.procLinkup(initproc, init.td);
    for (Pcpu pc : k.pcpus) {
      KThread td = pc.idle;
      prepare(td);
      k.life.threadLink(td, proc0);
      td.flags |= KThread.TDF_IDLETD;
      td.priority = PRI_MIN_IDLE + 31;
      td.oncpu = (short) pc.id;
      td.setState(KThread.TDS_CAN_RUN);
      td.setState(KThread.TDS_RUNNING);
      td.context = k.sched.newIdleContext(td);
      k.machine.start(pc.cpu, td.stack());
    }
  }

  /** kern_thread.c: threadinit; what it allocates has been made with the parts of the kernel. */
  private void threadinit(KThread thread0) {
    prepare(thread0);
    k.checks.must(Assertion.A12, thread0.tid == TidBitmap.NO_PID, thread0);
  }

  private KThread newThread(Pcpu pc, int id, String name) {
    KThread td = k.life.zone.make(pc);
    td.kernel = new KThread.KernelName(id, name);
    return td;
  }

  private void prepare(KThread td) {
    k.threadCount.incFromHost();
    td.tid = k.tidBitmap.alloc();
    k.life.zone.threadCtor(td);
    td.kstackPages = ThreadLife.KSTACK_PAGES;
    k.cow.getFromHost(td, proc0);
    td.pflags |= KThread.TDP_KTHREAD;
    td.priority = PWAIT;
    td.basePri = PWAIT;
    td.userPri = PWAIT;
    td.baseUserPri = PWAIT;
    k.tidhash.addFromHost(td);
  }

  /** taskqueue_enqueue: tasks run one after the other. */
  void enqueueTask(KThread self, Consumer<KThread> task) {
    tasks.addLast(task);
    taskqueue.wake(self);
  }

  private void runTasks(KThread self) {
    if (k.reaper.taskPending()) {
      k.reaper.threadReapTaskCb(self);
    }
    for (Consumer<KThread> t = tasks.pollFirst(); t != null; t = tasks.pollFirst()) {
      t.accept(self);
    }
  }

  /** taskqueue_enqueue of the reaper's task; from interrupts too. */
  void wakeTaskqueue(KThread self) {
    taskqueue.wake(self);
  }

  /** A child of init has changed. */
  void wakeInit(KThread self) {
    init.wake(self);
  }

  /** A process that was waited for goes back to the zone, with its thread. */
  void addFreeProc(Proc p) {
    p.next = freeProcs;
    freeProcs = p;
  }

  /** A process from the zone, with the thread that its predecessor left, or null. */
  @Nullable Proc takeFreeProc() {
    Proc p = freeProcs;
    if (p != null) {
      freeProcs = p.next;
      p.next = null;
    }
    return p;
  }

  /** Threads kept by free processes, and by those not waited for; they count. */
  int retained() {
    int n = 0;
    for (Proc p = freeProcs; p != null; p = p.next) {
      n++;
    }
    return n;
  }

  /** A kernel thread that sleeps until it is told to do something. */
  private final class Service {
    final String name;
    final int id;
    final Consumer<KThread> work;
    final SpinMtx lock;
    final long channel;
    KThread td;
    boolean started;
    boolean pending;

    @SuppressWarnings("NullAway.Init")
    Service(String name, int id, Consumer<KThread> work) {
      this.name = name;
      this.id = id;
      this.work = work;
      this.lock = new SpinMtx(k, name);
      this.channel = k.allocateAddress(64);
    }

    void wake(KThread self) {
      lock.lock(self);
      pending = true;
      boolean first = !started;
      started = true;
      lock.unlock(self);
      if (first) {
        td.context = k.machine.newContext(name, -1, this::run);
        SpinMtx m = k.threadLock(self, td);
        td.setState(KThread.TDS_CAN_RUN);
        k.sched.schedAdd(self, td, m, EnqueueReason.NEW, Sched.SRQ_BORING);
      } else {
        k.sleepqueues.wakeup(self, channel);
      }
    }

    private void run() {
      k.sched.forkExit(td);
      for (; ; ) {
        lock.lock(td);
        while (!pending) {
          k.sleepqueues.sleepSpin(td, channel, lock, "-");
          lock.lock(td);
        }
        pending = false;
        lock.unlock(td);
        work.accept(td);
      }
    }
  }
}
