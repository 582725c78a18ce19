package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one booted kernel and the few things that all of them share: per-CPU data, thread
 * locks, spin sections.
 */
final class Kern {
  /** Spin mutexes keep all interrupts out. */
  static final int LEVEL_SPIN = Interrupt.HIGHEST;

  static final int LEVEL_CLOCK = 14;
  static final int LEVEL_IPI = 13;

  final Machine machine;
  final KernelHost host;
  final Checks checks;

  /** Whether anything is checked. */
  final boolean checking;

  final Tracer tracer;

  /** Whether anybody listens to the tracer; that is settled when a run begins. */
  final boolean tracing;

  final Witness witness;

  /** Which of the original's faults are repaired; none by default. */
  final Hardening hardened;

  /** The fault that this kernel was booted with; mostly none. */
  final Fault fault;

  final Pcpu[] pcpus;
  final int domains;

  /**
   * Price of entering and leaving the kernel on each CPU, for calls that a library makes on its own
   * account.
   */
  final long[] syscallNanos;

  /**
   * The lock that nobody can take: thread lock of a thread between two locks ({@code
   * blocked_lock}).
   */
  final SpinMtx blockedLock;

  final Clock clock;
  final SleepQueues sleepqueues;
  final Turnstiles turnstiles;
  final ThreadCount threadCount;
  final TidBitmap tidBitmap;
  final TidHash tidhash;
  final Reaper reaper;
  final ThreadLife life;
  final Umtx umtx;
  final ThreadCow cow;
  final ReapBarrier reapBarrier;

  /** The lock that nothing takes any more, and that many functions must not be called with. */
  final Mtx giant;

  final SingleThreading single;
  final ThrCalls calls;
  final Asts asts;
  final KernelThreads kthreads;
  final Procs procs;
  final ProcCtl procctl;
  final StopAllProc stopAll;
  final KernFork fork;
  final KernExit exit;
  final KernExec exec;
  final ProcWait waits;
  final KernSig sig;
  final SigDelivery delivery;
  final KillCalls kills;
  final KernThr thr;
  final ThrNew thrNew;
  final UserWords words;
  final Boundary boundary;
  final Priorities priorities;
  final Sched sched;
  final Hotplug hotplug;

  /** Every sleep mutex, for reports of who holds what. */
  final List<Mtx> mutexes = new ArrayList<>();

  /** CPUs that spin for a sleep mutex whose owner runs. */
  int adaptiveSpinners;

  /** Every user thread is asked to come to the user boundary and to stay out of sleeps. */
  boolean draining;

  private final SharedObject blockedLine;
  private int blockedSpinners;
  private long nextAddress = 0xfffff800_0000_0000L;

  Kern(KernelHost host) {
    this.host = host;
    this.machine = host.machine();
    this.tracer = machine.tracer();
    this.tracing = tracer.enabled();
    this.checks = new Checks(host.checks(), machine);
    this.checking = checks.on;
    this.witness = new Witness(checks);
    this.hardened = Hardening.of(host.option("hardened", ""));
    this.fault = Fault.of(host.option("mutate", ""));
    this.blockedLine = machine.newShared("blocked lock");
    this.blockedLock = new SpinMtx(this, "blocked lock");

    int n = machine.cpuCount();
    Topology topology = machine.hardware().topology();
    Options options = new Options(host);
    boolean oneLock = options.word("sched-lock", "percpu", "global").equals("global");
    SpinMtx common = oneLock ? new SpinMtx(this, "sched lock") : null;
    this.pcpus = new Pcpu[n];
    this.syscallNanos = new long[n];
    int highestDomain = 0;
    for (int i = 0; i < n; i++) {
      syscallNanos[i] = machine.hardware().nanos(Operation.SYSCALL, i);
      int domain = topology.place(i).node();
      highestDomain = Math.max(highestDomain, domain);
      SpinMtx lock = common == null ? new SpinMtx(this, "sched lock " + i) : common;
      pcpus[i] = new Pcpu(this, machine.cpu(i), domain, lock);
    }
    this.domains = highestDomain + 1;

    int maxproc = options.number("maxproc", 6000, 3, PidMap.PID_MAX);
    int maxthread = options.number("maxthread", 0, 0, 100_000_000);
    int maxThreadsPerProc = options.number("max-threads-per-proc", 1500, 1, Integer.MAX_VALUE);
    if (maxthread == 0) {
      maxthread = (int) Math.min((long) maxproc * maxThreadsPerProc, 1_000_000L);
    }
    this.clock = new Clock(this);
    this.sleepqueues = new SleepQueues(this);
    this.turnstiles = new Turnstiles(this);
    this.tidBitmap = new TidBitmap(this.checks, maxthread, fault);
    this.tidhash = new TidHash(this, maxproc);
    this.reaper = new Reaper(this);
    this.threadCount = new ThreadCount(this, maxthread);
    this.life = new ThreadLife(this);
    this.umtx = new Umtx(this);
    this.cow = new ThreadCow(this, options.number("uid", 1001, 0, Integer.MAX_VALUE));
    this.reapBarrier = new ReapBarrier(this);
    this.giant = new Mtx(this, "Giant", allocateAddress(64));
    this.single = new SingleThreading(this);
    this.calls = new ThrCalls(this, maxThreadsPerProc);
    this.asts = new Asts(this);
    this.procs = new Procs(this, maxproc);
    this.procctl = new ProcCtl(this);
    this.stopAll = new StopAllProc(this);
    this.fork = new KernFork(this);
    this.exit = new KernExit(this);
    this.exec = new KernExec(this);
    this.waits = new ProcWait(this);
    this.sig = new KernSig(this);
    this.delivery = new SigDelivery(this);
    this.kills = new KillCalls(this);
    this.thr = new KernThr(this);
    this.thrNew = new ThrNew(this);
    this.words = new UserWords(this);
    this.kthreads = new KernelThreads(this);
    this.boundary = new Boundary(this);
    this.priorities = new Priorities(this);
    this.sched = new Sched(this);
    this.hotplug = new Hotplug(this);
  }

  // ---- where we are

  /** Virtual time as seen by whoever asks. */
  long now() {
    Cpu cpu = machine.current();
    return cpu == null ? machine.now() : cpu.now();
  }

  Pcpu pcpu(Cpu cpu) {
    return pcpus[cpu.id()];
  }

  /** An address for a new kernel structure: lock hashes and wait channels are computed from it. */
  long allocateAddress(int size) {
    long a = nextAddress;
    nextAddress += (size + 63) & ~63;
    return a;
  }

  // ---- spin sections

  /**
   * spinlock_exit with critical_exit: interrupts on again, and a preemption that was put off
   * happens here.
   */
  void spinlockExit(KThread td) {
    if (--td.spinlocks == 0) {
      td.critnest--;
      td.pcpu.cpu.restore(td.savedLevel);
      if (td.owepreempt && td.critnest == 0) {
        sched.criticalExitPreempt(td);
      }
    }
  }

  // ---- thread locks

  /**
   * Takes the lock that is the thread's lock at this moment (kern_mutex.c: thread_lock).
   *
   * @return the lock taken, for its release: a run-queue lock may stop being the thread's while we
   *     hold it, when another CPU steals the thread
   */
  SpinMtx threadLock(KThread self, KThread td) {
    for (; ; ) {
      SpinMtx m = td.tdLock;
      if (m == blockedLock) {
        threadLockBlockWait(self, td);
        continue;
      }
      m.lock(self);
      if (m == td.tdLock) {
        return m;
      }
      m.unlock(self);
    }
  }

  /**
   * Spins until the thread is off its CPU or has arrived on the next one (thread_lock_block_wait).
   */
  void threadLockBlockWait(KThread self, KThread td) {
    if (td.tdLock == blockedLock) {
      BooleanSupplier settled = () -> td.tdLock != blockedLock;
      blockedSpinners++;
      self.pcpu.cpu.await(blockedLine, dev.dramatis.spi.machine.Access.AWAIT, settled);
      blockedSpinners--;
    }
  }

  /** Gives a blocked thread its lock back (thread_lock_unblock). */
  void threadLockUnblock(Cpu cpu, KThread td, SpinMtx lock) {
    td.tdLock = lock;
    if (blockedSpinners != 0) {
      cpu.changed(blockedLine);
    }
  }

  /** THREAD_LOCK_ASSERT. */
  boolean threadLocked(KThread self, KThread td) {
    return td.tdLock.ownedBy(self);
  }

  // ---- trace

  /** An event about a thread, on the CPU of the one that acts. */
  void emit(KThread self, EventKind kind, KThread about, long arg) {
    if (tracing) {
      Pcpu pc = self.pcpu;
      tracer.emit(pc.cpu.now(), kind, pc.id, about.id(), arg);
    }
  }

  /** An event about what one thread does to another. */
  void emitBetween(KThread self, EventKind kind, KThread about) {
    if (tracing) {
      emit(self, kind, about, self.id());
    }
  }

  /** An event of a thread and a lock of user space. */
  void emitLock(KThread self, EventKind kind, UserMutex mutex) {
    if (tracing) {
      emit(self, kind, self, mutex.id());
    }
  }

  /** An event from host code. */
  void emitFromHost(EventKind kind, int cpu, int thread, long arg) {
    if (tracing) {
      tracer.emit(machine.now(), kind, cpu, thread, arg);
    }
  }

  /** Id of a thread in events; idle threads count down from -1. */
  static int traceId(@Nullable KThread td) {
    return td == null ? -1 : td.id();
  }
}
