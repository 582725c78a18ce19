package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.Tracer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The global variables of a booted kernel, and its parts. */
final class Kern {
  /** hz = 100. */
  static final long TICK_NANOS = 10_000_000;

  static final int HZ = 100;
  private static final int HASH = 128;

  final Machine machine;
  final KernelHost host;
  final Tracer tracer;
  final Checks checks;
  Scheduler sched;
  final SchedHost schedHost;

  final CpuInfo[] cpus;
  final KMutex procLock;
  final PidTable pidTable = new PidTable();
  final dev.dramatis.spi.machine.SharedObject pidLine;

  /** Locks of sleep queues and turnstiles, chosen by the object waited for. */
  private final SpinMutex[] sleeptab = new SpinMutex[HASH];

  private final SpinMutex[] turnstiles = new SpinMutex[HASH];
  private int objects;

  final Proc proc0;
  final Proc initproc;
  final Lwp lwp0;
  private final Map<Integer, Proc> procByNumber = new LinkedHashMap<>();

  /** All processes with LWPs, in order of creation. */
  final List<Proc> allproc = new ArrayList<>();

  /** alllwp. */
  @Nullable Lwp alllwp;

  /** Dead processes that wait for init. */
  @Nullable Proc zombproc;

  /**
   * An interrupt that only makes its target pass the user boundary (AST), or look at its run queue.
   */
  final Interrupt ast;

  final Synch synch;
  final Sleepq sleepq;
  final Clock clock;
  final LwpLife life;
  final LwpJoin join;
  final LwpControl control;
  final LwpLookup lookup;
  final Exit exit;
  final Park park;
  final UserSync userSync;
  final SysLwp sys;
  final Swapping swapping;
  final Hotplug hotplug;

  /** Effective RLIMIT_NTHR, or no limit for the superuser. */
  final int lwpLimit;

  int lwpCount;

  Kern(KernelHost host) {
    this.host = host;
    machine = host.machine();
    tracer = machine.tracer();
    checks = new Checks(machine, host.checks());
    String limit = host.option("rlimit-nthr", "unlimited");
    lwpLimit = limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit);

    for (int i = 0; i < HASH; i++) {
      sleeptab[i] = new SpinMutex(machine.newShared("sleeptab/" + i));
      turnstiles[i] = new SpinMutex(machine.newShared("turnstile/" + i));
    }
    procLock = newMutex("proc_lock");
    pidLine = machine.newShared("pid_table");
    proc0 = newProc(-1, "system");
    initproc = newProc(0, "init");

    synch = new Synch(this);
    sleepq = new Sleepq(this);
    clock = new Clock(this);
    life = new LwpLife(this);
    join = new LwpJoin(this);
    control = new LwpControl(this);
    lookup = new LwpLookup(this);
    exit = new Exit(this);
    park = new Park(this);
    userSync = new UserSync(this);
    sys = new SysLwp(this);
    swapping = new Swapping(this);
    hotplug = new Hotplug(this);
    ast = machine.newInterrupt("ast", Ipl.HIGH, cpu -> {});

    schedHost = new SchedHost(this);
    cpus = new CpuInfo[machine.cpuCount()];
    for (int i = 0; i < cpus.length; i++) {
      cpus[i] = newCpu(i);
    }
    sched = host.newScheduler(schedHost);

    lwp0 =
        new Lwp(
            proc0, Integer.MIN_VALUE, null, cpus[0].idlelwp.context, cpus[0], SchedClass.TIMESHARE);
    lwp0.stat = LwpState.ONPROC;
    lwp0.flag = Flags.LW_SYSTEM;
    lwp0.priority = Pri.MAXPRI_USER;
    link(proc0, lwp0);
    proc0.stat = Proc.SACTIVE;
    pidTable.setBoot(lwp0);
    for (CpuInfo ci : cpus) {
      while (pidTable.mustGrow()) {
        pidTable.grow();
      }
      pidTable.allocLwpid(proc0, ci.idlelwp);
      link(proc0, ci.idlelwp);
    }
    exit.bootInit();
    for (CpuInfo ci : cpus) {
      machine.start(ci.cpu, ci.idlelwp.context);
    }
  }

  private CpuInfo newCpu(int i) {
    Cpu cpu = machine.cpu(i);
    Lwp idle =
        Lwp.idle(proc0, i, machine.newContext("idle/" + i, -1, () -> synch.idleLoop(cpus[i])));
    CpuInfo ci = new CpuInfo(machine, cpu, idle);
    idle.ci = ci;
    idle.mutex = ci.spcLwplock;
    idle.pflag |= Flags.LP_RUNNING;
    ci.clock = clock.newTimer(i);
    return ci;
  }

  /** Puts an LWP on the list of its process. */
  private static void link(Proc p, Lwp l) {
    p.insertHead(l);
    p.nlwps++;
  }

  KMutex newMutex(String name) {
    int n = objects++;
    return new KMutex(this, machine.newShared(name), turnstiles[n % HASH]);
  }

  CondVar newCondVar(String name) {
    int n = objects++;
    return new CondVar(this, name, sleeptab[n % HASH]);
  }

  Proc newProc(int number, String name) {
    return new Proc(number, name, newMutex("p_lock/" + name), newCondVar("lwpwait"));
  }

  /** The process for a process of the workload; null if it is gone or was never there. */
  @Nullable Proc proc(int number) {
    return procByNumber.get(number);
  }

  void register(Proc p) {
    procByNumber.put(p.number, p);
    allproc.add(p);
  }

  void forget(Proc p) {
    procByNumber.remove(p.number, p);
    allproc.remove(p);
  }

  /** LIST_INSERT_HEAD on alllwp. */
  void insertAll(Lwp l) {
    Lwp head = alllwp;
    l.listPrev = null;
    l.listNext = head;
    if (head != null) {
      head.listPrev = l;
    }
    alllwp = l;
  }

  /** LIST_REMOVE from alllwp. */
  void removeAll(Lwp l) {
    Lwp before = l.listPrev;
    Lwp behind = l.listNext;
    if (before == null) {
      if (alllwp == l) {
        alllwp = behind;
      }
    } else {
      before.listNext = behind;
    }
    if (behind != null) {
      behind.listPrev = before;
    }
    l.listNext = null;
    l.listPrev = null;
  }

  CpuInfo cpu(Cpu cpu) {
    return cpus[cpu.id()];
  }

  /** The CPU whose code is being executed. */
  @Nullable CpuInfo curcpu() {
    Cpu cpu = machine.current();
    return cpu == null ? null : cpus[cpu.id()];
  }

  /** Changes l_stat, checking that the transition exists and that the caller may make it. */
  void setStat(CpuInfo ci, Lwp l, int stat) {
    if (checks.on) {
      checks.that(Check.T1, LwpState.allowed(l.stat, stat), l);
      checks.that(Check.T2, l.lockedBy(ci), l);
    }
    l.stat = stat;
  }

  // ---- the LWP lock (kern_lwp.c)
  // ------------------------------------------------------------------------------

  /** Locks an LWP. The lock may have moved on while we waited for it: then the new one is tried. */
  void lwpLock(CpuInfo ci, Lwp l) {
    SpinMutex old = l.mutex;
    old.enter(ci);
    while (l.mutex != old) {
      old.exit(ci);
      old = l.mutex;
      old.enter(ci);
    }
  }

  /** Locks an LWP if that needs no waiting; fails only if the lock is held, not if it moved. */
  boolean lwpTrylock(CpuInfo ci, Lwp l) {
    for (; ; ) {
      SpinMutex old = l.mutex;
      if (!old.tryenter(ci)) {
        return false;
      }
      if (l.mutex == old) {
        return true;
      }
      old.exit(ci);
    }
  }

  void lwpUnlock(CpuInfo ci, Lwp l) {
    l.mutex.exit(ci);
  }

  /** Lends a new lock to an LWP whose old one the caller holds; returns the old one. */
  SpinMutex lwpSetlock(CpuInfo ci, Lwp l, SpinMutex mutex) {
    SpinMutex old = l.mutex;
    checks.that(Check.K55, old.ownedBy(ci), l);
    l.mutex = mutex;
    return old;
  }

  /** Lends a new lock to an LWP and releases the old one. */
  void lwpUnlockTo(CpuInfo ci, Lwp l, SpinMutex mutex) {
    checks.that(Check.K56, l.lockedBy(ci), l);
    SpinMutex old = l.mutex;
    l.mutex = mutex;
    old.exit(ci);
  }

  /** Emits an event of a CPU at its local time. */
  void emit(CpuInfo ci, EventKind kind, Lwp l, long arg) {
    if (tracer.enabled()) {
      tracer.emit(ci.cpu.now(), kind, ci.id, l.number, arg);
    }
  }
}
