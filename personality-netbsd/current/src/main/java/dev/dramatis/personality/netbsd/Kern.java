package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final String[] SLEEPTAB = names("sleeptab/");
  private static final String[] TURNSTILE = names("turnstile/");
  private static final int FIRST_BARE_NUMBER = -1_000_000;

  final Machine machine;
  final KernelHost host;
  final Tracer tracer;
  final Checks checks;
  final LockOrder lockOrder;

  /** Switches that are asked for while the parts are made. */
  final Options options;

  /** The deliberate fault that this kernel was booted with; none in an honest one. */
  final Fault fault;

  /** Known faults of the original that this run mends. */
  final Repairs repairs;

  Scheduler sched;
  final SchedHost schedHost;

  final CpuInfo[] cpus;
  final KMutex procLock;
  final PidTable pidTable;
  final dev.dramatis.spi.machine.SharedObject pidLine;

  /** Locks of sleep queues and turnstiles, chosen by the object waited for. */
  private final SpinMutex[] sleeptab = new SpinMutex[HASH];

  /** turnstile_tab. */
  private final Turnstile.Chain[] turnstileTab = new Turnstile.Chain[HASH];

  private int objects;

  final Proc proc0;
  final Proc initproc;
  final Lwp lwp0;

  /** The turnstile of lwp0, which did not come from the memory allocator. */
  final Turnstile turnstile0 = new Turnstile();

  private final Map<Integer, Proc> procByNumber = new LinkedHashMap<>();

  final KernelLock kernelLock;
  final Uareas uareas = new Uareas();

  /** All processes with LWPs, in order of creation. */
  final List<Proc> allproc = new ArrayList<>();

  /** alllwp. */
  @Nullable Lwp alllwp;

  /** zombproc by number: dead processes that nobody has collected yet. */
  final Map<Integer, Proc> zombproc = new LinkedHashMap<>();

  /** Processes that were made by fork, or are about to be, and have not been freed. */
  int forked;

  /**
   * An interrupt that only makes its target pass the user boundary (AST), or look at its run queue.
   */
  final Interrupt ast;

  final Synch synch;
  final Sleepq sleepq;
  final Turnstiles turnstiles;
  final Clock clock;
  final LwpInit init;
  final Specific specific;
  final Probes probes;
  final Futexes futexes;
  final RobustFutexes robustFutexes;
  final LwpData data;
  final LwpLife life;
  final LwpJoin join;
  final LwpControl control;
  final LwpLookup lookup;
  final Exit exit;
  final Park park;
  final UserSync userSync;
  final Pgrps pgrps;
  final Signal signal;
  final Issignal issignal;
  final Softint softint;
  final ProcStop procStop;
  final Ptrace ptrace;
  final CoreDump coreDump;
  final ProcWait procWait;
  final Fork fork;
  final SysLwp sys;
  final Resource resource;
  final Swapping swapping;
  final Hotplug hotplug;
  final Reboot reboot;

  final Uids uids;

  /** Entries that pid_table may have; the original stops where futexes cannot hold a LID. */
  final int pidTableLimit;

  /** LWPs without a program so far; their numbers go down from here. */
  private int bareThreads;

  /** A number for an LWP that is no thread of the workload: not one of a kernel thread. */
  int nextBareNumber() {
    return FIRST_BARE_NUMBER - bareThreads++;
  }

  /** Made once: an explorer boots many thousand times. */
  private static String[] names(String prefix) {
    String[] names = new String[HASH];
    Arrays.setAll(names, i -> prefix + i);
    return names;
  }

  Kern(KernelHost host) {
    this.host = host;
    machine = host.machine();
    tracer = machine.tracer();
    checks = new Checks(machine, host.checks());
    lockOrder = new LockOrder(machine, checks);
    fault = Fault.of(host.option("mutate", ""));
    options = new Options(host);
    repairs = new Repairs(options);
    pidTable = new PidTable(fault);
    pidTable.checks = checks;
    uids = new Uids(options);
    pidTableLimit = options.number("pid-table-limit", Futexes.TID_MASK + 1, 32, 1 << 30);
    for (int i = 0; i < HASH; i++) {
      sleeptab[i] = new SpinMutex(lockOrder, machine.newShared(SLEEPTAB[i]));
      turnstileTab[i] =
          new Turnstile.Chain(new SpinMutex(lockOrder, machine.newShared(TURNSTILE[i])));
    }
    kernelLock = new KernelLock(machine.newShared("kernel_lock"));
    procLock = newMutex("proc_lock");
    pidLine = machine.newShared("pid_table");
    proc0 = newProc(-1, "system");
    initproc = newProc(0, "init");

    synch = new Synch(this);
    sleepq = new Sleepq(this);
    turnstiles = new Turnstiles(this);
    init = new LwpInit(this, options.number("physmem-mib", 16384, 1, Integer.MAX_VALUE));
    specific = new Specific(this);
    probes = new Probes(this);
    futexes = new Futexes(this);
    robustFutexes = new RobustFutexes(this);
    data = new LwpData(this);
    clock = new Clock(this);
    life = new LwpLife(this);
    join = new LwpJoin(this);
    control = new LwpControl(this);
    lookup = new LwpLookup(this);
    exit = new Exit(this);
    park = new Park(this);
    userSync = new UserSync(this);
    pgrps = new Pgrps(this);
    signal = new Signal(this);
    issignal = new Issignal(this);
    softint = new Softint(this);
    procStop = new ProcStop(this);
    ptrace = new Ptrace(this);
    coreDump = new CoreDump(this);
    procWait = new ProcWait(this);
    fork = new Fork(this);
    sys = new SysLwp(this);
    resource = new Resource(this);
    swapping = new Swapping(this);
    hotplug = new Hotplug(this);
    reboot = new Reboot(this);
    ast = machine.newInterrupt("ast", Ipl.HIGH, cpu -> LwpControl.interrupted(cpu(cpu)));

    schedHost = new SchedHost(this);
    cpus = new CpuInfo[machine.cpuCount()];
    for (int i = 0; i < cpus.length; i++) {
      cpus[i] = newCpu(i);
    }
    sched = host.newScheduler(schedHost);
    init.lwpinit();

    lwp0 =
        new Lwp(
            proc0, Integer.MIN_VALUE, null, cpus[0].idlelwp.context, cpus[0], SchedClass.TIMESHARE);
    lwp0.stat = LwpState.ONPROC;
    lwp0.flag = Flags.LW_SYSTEM;
    lwp0.priority = Pri.MAXPRI_USER;
    lwp0.ts = turnstile0;
    link(proc0, lwp0);
    init.lwp0Init(lwp0);
    proc0.stat = Proc.SACTIVE;
    pidTable.setBoot(lwp0);
    for (CpuInfo ci : cpus) {
      while (pidTable.mustGrow()) {
        pidTable.grow();
      }
      pidTable.allocLwpid(proc0, ci.idlelwp);
      link(proc0, ci.idlelwp);
    }
    reserveNumbers();
    exit.bootInit();
    for (CpuInfo ci : cpus) {
      machine.start(ci.cpu, ci.idlelwp.context);
    }
  }

  /** Takes numbers away, for programs that want to see what happens when there are no more. */
  private void reserveNumbers() {
    int reserved = options.number("pid-table-reserved", 0, 0, PidTable.PID_MAX);
    while (pidTable.left() <= reserved && pidTable.size() < pidTableLimit) {
      pidTable.grow();
    }
    if (reserved != 0 && pidTable.left() <= reserved) {
      throw new IllegalArgumentException(
          "personality.pid-table-reserved="
              + reserved
              + ": with this pid-table-limit there are "
              + pidTable.left()
              + " numbers, and one has to be left");
    }
    pidTable.reserve(reserved);
  }

  private CpuInfo newCpu(int i) {
    Cpu cpu = machine.cpu(i);
    Lwp idle =
        Lwp.idle(proc0, i, machine.newContext("idle/" + i, -1, () -> synch.idleLoop(cpus[i])));
    CpuInfo ci = new CpuInfo(machine, lockOrder, cpu, idle);
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
    return new KMutex(this, machine.newShared(name), turnstileTab[n % HASH]);
  }

  /** A lock of the table of sleep queues, for a queue of its own. */
  SpinMutex newSqLock() {
    return sleeptab[objects++ % HASH];
  }

  CondVar newCondVar(String name) {
    int n = objects++;
    return new CondVar(this, name, n, sleeptab[n % HASH]);
  }

  Proc newProc(int number, String name) {
    return new Proc(
        number,
        name,
        newMutex("p_lock/" + name),
        newCondVar("lwpwait"),
        newCondVar("wait"),
        uids.find(0));
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

  /**
   * Changes l_stat, checking that the transition exists and that the caller holds what the table of
   * transitions wants: the LWP's lock, and for the states that are counted p_lock.
   */
  void setStat(CpuInfo ci, Lwp l, int stat) {
    if (checks.on) {
      checks.that(Check.T1, LwpState.allowed(l.stat, stat), l);
      checks.that(Check.T2, lwpLocked(ci, l, null), l);
      checks.that(Check.T3, !LwpState.counted(l.stat, stat) || countedUnderLock(ci, l), l);
    }
    l.stat = stat;
  }

  /**
   * Kernel threads are excepted, as in the original; so are the last LWP of a process that is being
   * freed, and those that leave for another kernel.
   */
  private static boolean countedUnderLock(CpuInfo ci, Lwp l) {
    return l.proc.lock.ownedBy(ci.curlwp)
        || l.number < 0
        || l.proc.stat == Proc.SIDL
        || (l.pflag & Flags.LP_BOUNDARY) != 0;
  }

  // ---- the LWP lock (kern_lwp.c)

  /**
   * lwp_locked: whether the CPU holds the lock of an LWP and, if one is named, whether it is that
   * one.
   */
  boolean lwpLocked(CpuInfo ci, Lwp l, @Nullable SpinMutex mutex) {
    checks.count(Check.F5);
    SpinMutex cur = l.mutex;
    return cur.ownedBy(ci) && (mutex == cur || mutex == null);
  }

  /** Locks an LWP. The lock may have moved on while we waited for it: then the new one is tried. */
  void lwpLock(CpuInfo ci, Lwp l) {
    SpinMutex old = l.mutex;
    old.enter(ci);
    while (l.mutex != old && !fault.at(Mutant.LOCK_SKIP_RECHECK)) {
      old.exit(ci);
      old = l.mutex;
      old.enter(ci);
    }
    if (checks.on) {
      checks.that(Check.F6, l.mutex == old, l);
      checks.that(Check.T4, lockFitsState(l), l);
    }
  }

  /** Locks an LWP if that needs no waiting; fails only if the lock is held, not if it moved. */
  boolean lwpTrylock(CpuInfo ci, Lwp l) {
    for (; ; ) {
      SpinMutex old = l.mutex;
      if (!old.tryenter(ci)) {
        return false;
      }
      if (l.mutex == old || fault.at(Mutant.TRYLOCK_SKIP_RECHECK)) {
        checks.that(Check.F7, l.mutex == old, l);
        return true;
      }
      old.exit(ci);
    }
  }

  void lwpUnlock(CpuInfo ci, Lwp l) {
    if (checks.on) {
      checks.that(Check.F8, l.mutex.ownedBy(ci), l);
      checks.that(Check.T4, lockFitsState(l), l);
    }
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
    checks.that(Check.K56, lwpLocked(ci, l, null), l);
    SpinMutex old = l.mutex;
    if (fault.at(Mutant.UNLOCK_TO_EARLY)) {
      old.exit(ci);
      ci.cpu.interact(mutex.line, Access.LOAD);
      l.mutex = mutex;
      return;
    }
    l.mutex = mutex;
    old.exit(ci);
  }

  /** Ends a sleep in the way of what the LWP sleeps on; it is locked (lwp_unsleep). */
  void lwpUnsleep(CpuInfo ci, Lwp l, boolean unlock) {
    checks.that(Check.K57, l.mutex.ownedBy(ci), l);
    if (l.syncobj.unsleepPanics()) {
      throw checks.panic(Check.N29, l);
    }
    if (l.syncobj == SyncObj.FUTEX) {
      futexes.unsleep(l);
    }
    sleepq.unsleep(ci, l, unlock);
  }

  /** Sets the priority that others lend to an LWP, which is locked; -1 for none (lwp_lendpri). */
  void lwpLendpri(CpuInfo ci, Lwp l, int pri) {
    checks.that(Check.K60, l.mutex.ownedBy(ci), l);
    if (!fault.at(Mutant.LENDPRI_LOST)) {
      if (l.syncobj == SyncObj.SCHED) {
        synch.schedLendpri(ci, l, pri);
      } else {
        sleepq.lendpri(l, pri);
      }
    }
    checks.that(Check.K61, l.inheritedprio == pri, l);
  }

  /** The effective priority of an LWP, which is locked (lwp_eprio). */
  int lwpEprio(CpuInfo ci, Lwp l) {
    checks.that(Check.K62, l.mutex.ownedBy(ci), l);
    return l.eprio();
  }

  /** The locks that go with the states, as the header comment of kern_lwp.c lists them. */
  static boolean lockFitsState(Lwp l) {
    return switch (l.stat) {
      case LwpState.RUN -> l.mutex == l.ci.spcMutex;
      case LwpState.SLEEP -> lockFitsSleep(l);
      case LwpState.STOP -> l.wchan == null ? l.mutex == l.ci.spcLwplock : lockFitsSleep(l);
      default -> l.mutex == l.ci.spcLwplock;
    };
  }

  /**
   * On a queue, that of the queue or of the turnstile; in an untracked sleep, that of a CPU, which
   * stays the same if the sleeper is given to another one.
   */
  private static boolean lockFitsSleep(Lwp l) {
    int lock = l.mutex.lockClass;
    if (l.sleepq != null) {
      return lock == LockOrder.SLEEPTAB || lock == LockOrder.TURNSTILE;
    }
    return l.wchan == null || (l.syncobj.untracked && lock == LockOrder.SPC_LWPLOCK);
  }

  // ---- tracing

  /** Emits an event of a CPU at its local time. */
  void emit(CpuInfo ci, EventKind kind, Lwp l, long arg) {
    if (tracer.enabled()) {
      tracer.emit(ci.cpu.now(), kind, ci.id, l.number, arg);
    }
  }
}
