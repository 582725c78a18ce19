package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.trace.EventKind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Zombies of each memory domain, and those who free them (kern_thread.c: thread_zombie, thread_reap
 * and around).
 */
final class Reaper {
  /** A zombie is reaped at the latest by the second callout after its death. */
  private static final int PERIOD_TICKS = 5 * Clock.HZ;

  private static final long PERIOD_NANOS = PERIOD_TICKS * Clock.TICK_NANOS;

  /** {@code struct thread_domain_data}. */
  private static final class Domain {
    final SharedObject line;
    @Nullable KThread zombies;
    int reapticks;

    Domain(SharedObject line) {
      this.line = line;
    }
  }

  private final Kern k;
  private final Domain[] domains;
  private final Timer callout;

  /** Dead threads that are about to be put on a list; for checks. */
  private int pushing;

  /** thread_reap_task is wanted. */
  private boolean taskPending;

  Reaper(Kern k) {
    this.k = k;
    this.domains = new Domain[k.domains];
    for (int i = 0; i < domains.length; i++) {
      domains[i] = new Domain(k.machine.newShared("zombies " + i));
    }
    this.callout =
        k.machine.newHousekeepingTimer("thread_reap", Kern.LEVEL_CLOCK, this::threadReapCalloutCb);
  }

  /** Puts a dead thread on its list; a push with compare-and-set (thread_zombie). */
  void threadZombie(KThread self, KThread td) {
    Domain d = domains[td.allocDomain];
    pushing++;
    self.pcpu.cpu.interact(d.line, Access.CAS);
    pushing--;
    td.slpqNext = k.fault.at(Mutant.ZOMBIE_LOST) ? null : d.zombies;
    d.zombies = td;
    armCallout(self.pcpu.cpu);
  }

  /**
   * Called by the thread that took over the CPU: only now is the dead one off it (thread_stash).
   */
  void threadStash(KThread self, KThread td) {
    boolean late = k.fault.at(Mutant.STASH_LATE_COUNT);
    if (late) {
      threadZombie(self, td);
    }
    Proc p = td.proc();
    self.pcpu.cpu.interact(p.slock.line, Access.RMW);
    if (late) {
      p = td.proc(); // of whoever has the structure by now
    }
    p.exitthreads -= k.fault.at(Mutant.STASH_NO_COUNT) ? 0 : 1;
    if (p.exitAwaited) {
      self.pcpu.cpu.changed(p.slock.line);
    }
    self.pcpu.stashing = null;
    if (!late) {
      threadZombie(self, td);
    }
  }

  /** The list of the CPU's own domain (thread_reap). */
  void threadReap(KThread self) {
    threadReapDomain(self, domains[self.pcpu.domain]);
  }

  /** All lists, the own one first (thread_reap_all). */
  void threadReapAll(KThread self) {
    int own = self.pcpu.domain;
    for (int i = 0; i < domains.length; i++) {
      threadReapDomain(self, domains[(i + own) % domains.length]);
    }
  }

  /**
   * Takes the whole list at once and frees it in batches, ids always before counts
   * (thread_reap_domain).
   */
  private void threadReapDomain(KThread self, Domain d) {
    if (d.zombies == null) {
      return;
    }
    self.pcpu.cpu.interact(d.line, Access.RMW);
    KThread td = d.zombies;
    if (td == null) {
      return;
    }
    d.zombies = null;
    d.reapticks = k.clock.ticks();
    Batch batch = new KernelBatch(k, self);
    ThreadCow.Batch cow = k.cow.new Batch();
    batch.tidbatchPrep();
    batch.tdcountbatchPrep();
    while (td != null) {
      final KThread next = td.slpqNext;
      td.slpqNext = null;
      k.life.dtor(td);
      batch.tidbatchAdd(td.tid);
      cow.add(self, td);
      batch.tdcountbatchAdd();
      k.emitBetween(self, EventKind.THREAD_REAP, td);
      k.life.threadFreeBatched(self, td);
      batch.tidbatchProcess();
      batch.tdcountbatchProcess();
      td = next;
    }
    batch.tidbatchFinal();
    cow.finish(self);
    batch.tdcountbatchFinal();
  }

  /** Body of thread_reap_task, on the task queue's thread. */
  void threadReapTaskCb(KThread self) {
    taskPending = false;
    threadReapAll(self);
  }

  boolean taskPending() {
    return taskPending;
  }

  /**
   * Whether a domain wants the task: zombies, and more than the period since the last time; ticks
   * wrap (thread_reap_callout_cb).
   */
  static boolean wantReap(int hz, int cticks, int lticks, boolean hasZombies) {
    return hasZombies && Integer.compareUnsigned(cticks - lticks, 5 * hz) > 0;
  }

  /** thread_reap_callout_cb, from softclock. */
  private void threadReapCalloutCb(Cpu cpu) {
    KThread self = k.sched.enterInterrupt(cpu);
    int cticks = k.clock.ticks();
    for (Domain d : domains) {
      if (wantReap(Clock.HZ, cticks, d.reapticks, d.zombies != null)) {
        taskPending = true;
        k.kthreads.wakeTaskqueue(self);
        break;
      }
    }
    if (anyZombies()) {
      armCallout(cpu);
    }
    k.sched.leaveInterrupt(self);
  }

  /**
   * On the grid of the original's callout, but only while there is something to find: else it would
   * do nothing.
   */
  private void armCallout(Cpu cpu) {
    if (!callout.armed()) {
      callout.set(cpu, (cpu.now() / PERIOD_NANOS + 1) * PERIOD_NANOS);
    }
  }

  private boolean anyZombies() {
    for (Domain d : domains) {
      if (d.zombies != null) {
        return true;
      }
    }
    return false;
  }

  /** Ends with the kernel: zombies leave nothing behind but what their users remember. */
  void shutdown() {
    callout.cancel();
    for (Domain d : domains) {
      for (KThread td = d.zombies; td != null; td = td.slpqNext) {
        UserThread u = td.user;
        if (u != null) {
          u.attach(null);
        }
      }
      d.zombies = null;
    }
  }

  /** The first zombie of each domain; for digests. */
  void describe(Consumer<@Nullable KThread> reader) {
    for (Domain d : domains) {
      reader.accept(d.zombies);
    }
  }

  /** Zombies that wait or are about to, for checks. */
  int dead() {
    return count() + pushing;
  }

  /** Zombies that wait, for checks. */
  int count() {
    int n = 0;
    for (Domain d : domains) {
      for (KThread td = d.zombies; td != null; td = td.slpqNext) {
        n++;
      }
    }
    return n;
  }

  /** What holds of every zombie. */
  void checkZombies(Checks c) {
    for (Domain d : domains) {
      int n = 0;
      for (KThread td = d.zombies; td != null; td = td.slpqNext) {
        c.that(
            Assertion.M8,
            td.state == KThread.TDS_INACTIVE
                && td.tid >= TidBitmap.NO_PID
                && k.tidhash.position(td) < 0
                && !td.proc().links(td)
                && ++n <= k.threadCount.maxthread,
            td);
      }
    }
  }

  /**
   * {@code struct tidbatch} and {@code struct tdcountbatch}: ids and counts that are still to be
   * given back.
   */
  static class Batch {
    static final int TIDS = 16;
    static final int COUNTS = 32;

    private final Checks checks;
    private final Fault fault;
    private final int[] tids = new int[TIDS];
    private int pendingTids;
    private int pendingCounts;

    Batch(Checks checks) {
      this(checks, Fault.NONE);
    }

    Batch(Checks checks, Fault fault) {
      this.checks = checks;
      this.fault = fault;
    }

    /** kern_thread.c: tidbatch_prep. */
    final void tidbatchPrep() {
      pendingTids = 0;
    }

    /** kern_thread.c: tidbatch_add. */
    final void tidbatchAdd(int tid) {
      checks.that(Assertion.A06, pendingTids < TIDS, pendingTids);
      tids[pendingTids++] = tid;
    }

    /** Flushes when it is full (tidbatch_process). */
    final void tidbatchProcess() {
      checks.that(Assertion.A07, pendingTids <= TIDS, pendingTids);
      if (pendingCounts == TIDS && fault.at(Mutant.BATCH_COUNTS_FIRST)) {
        flushCounts(TIDS);
        pendingCounts = 0;
      }
      if (pendingTids == TIDS && !fault.at(Mutant.BATCH_OVERFULL)) {
        flushTids(tids, TIDS);
        pendingTids = 0;
      }
    }

    /** Flushes the rest (tidbatch_final). */
    final void tidbatchFinal() {
      checks.that(Assertion.A08, pendingTids <= TIDS, pendingTids);
      if (pendingTids != 0) {
        flushTids(tids, pendingTids);
      }
    }

    /** kern_thread.c: tdcountbatch_prep. */
    final void tdcountbatchPrep() {
      pendingCounts = 0;
    }

    /** kern_thread.c: tdcountbatch_add. */
    final void tdcountbatchAdd() {
      pendingCounts++;
    }

    /** kern_thread.c: tdcountbatch_process. */
    final void tdcountbatchProcess() {
      if (pendingCounts == COUNTS) {
        flushCounts(COUNTS);
        pendingCounts = 0;
      }
    }

    /** kern_thread.c: tdcountbatch_final. */
    final void tdcountbatchFinal() {
      if (pendingCounts != 0) {
        flushCounts(pendingCounts);
      }
    }

    /** Gives ids back. */
    void flushTids(int[] ids, int n) {}

    /** Gives counts back. */
    void flushCounts(int n) {}

    final int pendingTids() {
      return pendingTids;
    }

    final int pendingCounts() {
      return pendingCounts;
    }
  }

  /** The batch of one reaper. */
  private static final class KernelBatch extends Batch {
    private final Kern k;
    private final KThread self;

    KernelBatch(Kern k, KThread self) {
      super(k.checks, k.fault);
      this.k = k;
      this.self = self;
    }

    @Override
    void flushTids(int[] ids, int n) {
      k.life.tidFreeBatch(self, ids, n);
    }

    @Override
    void flushCounts(int n) {
      k.threadCount.threadCountSub(self, n);
    }
  }
}
