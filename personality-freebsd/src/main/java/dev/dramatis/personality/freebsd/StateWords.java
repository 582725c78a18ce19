package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what this kernel does next, as words in a fixed order: states and flags
 * of threads and processes, owners of locks, orders of queues, timers relative to now. Threads are
 * named by their place in the zone, so that equal states of runs with different ids of user threads
 * are equal; statistics, absolute times and generations do not count. Host code.
 */
final class StateWords {
  private final Kern k;
  private final StateDigest out;
  private final long now;

  private StateWords(Kern k, StateDigest out) {
    this.k = k;
    this.out = out;
    this.now = k.machine.now();
  }

  /** Writes all of it. */
  static void write(Kern k, StateDigest out) {
    new StateWords(k, out).write();
  }

  private void write() {
    k.life.zone.forEach(this::thread);
    k.life.zone.processes().forEach(this::process);
    for (Pcpu pc : k.pcpus) {
      cpu(pc);
    }
    k.mutexes.forEach(m -> out.word(name(m.owner) << 1 | bit(m.contested)));
    k.sleepqueues.describe(this::queue);
    k.umtx.describe(this::waiters);
    k.reaper.describe(this::chain);
    k.tidhash.describe(this::name, out);
    k.tidBitmap.describe(out);
    out.word(k.threadCount.nthreads());
    out.word(bit(k.draining) << 1 | bit(k.reaper.taskPending()));
    readyThreads();
  }

  /** Who is ready, in the order of becoming so; what else a scheduler knows is not to be seen. */
  private void readyThreads() {
    List<KThread> ready = new ArrayList<>();
    k.life.zone.forEach(td -> {
      if (td.state == KThread.TDS_RUNQ) {
        ready.add(td);
      }
    });
    ready.sort(Comparator.comparingLong(td -> td.readyOrder));
    ready.forEach(td -> out.word(name(td)));
    for (Pcpu pc : k.pcpus) {
      out.word(k.sched.scheduler().queued(pc.id));
    }
  }

  private static long bit(boolean b) {
    return b ? 1 : 0;
  }

  /** Place in the zone; 0 for nobody. */
  private long name(@Nullable KThread td) {
    return td == null ? 0 : td.zoneIndex + 1;
  }

  private void thread(KThread td) {
    out.word(td.tid);
    if (td.tid < 0) {
      return;
    }
    out.word((long) td.state << 56 | (long) td.inhibitors << 48 | td.flags & 0xffff_ffffL);
    out.word((long) td.ast << 32 | td.pflags & 0xffff_ffffL);
    out.word(
        (long) td.dbgflags << 48
            | bit(td.owepreempt) << 40
            | (long) td.critnest << 24
            | (long) td.spinlocks << 16
            | (td.oncpu & 0xff) << 8
            | td.pcpu.id & 0xff);
    out.word(
        (long) td.priority << 48
            | (long) td.basePri << 36
            | (long) td.userPri << 24
            | (long) td.baseUserPri << 12
            | td.lendUserPri);
    out.word(td.wchan);
    out.word(td.intrval);
    out.word(td.sleeptimo == 0 ? Long.MIN_VALUE : td.sleeptimo - now);
    out.word(td.sigmask);
    td.sigqueue.describe(out);
    out.word(td.oldsigmask);
    for (int i = 0; i < td.sigframeCount; i++) {
      out.word(td.sigframes[i]);
    }
    out.word(td.rfppwaitProc == null ? -1 : td.rfppwaitProc.pid);
    out.word(td.proc == null ? -1 : td.proc().pid);
    out.word(lock(td.tdLock) << 8 | td.boundCpu & 0xff);
    out.word((long) td.umtxQueueLength() << 32 | td.cowgen);
  }

  /** Who holds a thread lock, and which it is as far as that matters. */
  private long lock(SpinMtx m) {
    return m.witness << 16 | name(m.owner) << 1 | bit(m == k.blockedLock);
  }

  private void process(Proc p) {
    out.word((long) p.pid << 32 | p.state);
    out.word((long) p.flag2 << 32 | p.flag & 0xffff_ffffL);
    out.word(
        (long) p.numthreads << 48
            | (long) p.suspcount << 32
            | (long) p.boundaryCount << 16
            | p.exitthreads << 8
            | p.pendingexits);
    out.word(name(p.singlethread) << 32 | p.activeThreads);
    out.word(name(p.slock.owner) << 32 | name(p.statmtx.owner));
    p.sigqueue.describe(out);
    p.sigacts.describe(out);
    family(p);
    out.word((long) p.xexit << 32 | p.xsig);
    out.word(p.pptr == null ? -1 : p.pptr.pid);
    out.word(p.cowgen);
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      out.word(name(td));
    }
  }

  private void family(Proc p) {
    out.word(p.pgrp == null ? -1 : p.pgrp.id);
    out.word((long) (p.reaper == null ? -1 : p.reaper.pid) << 1 | bit(p.isReaper));
    out.word((long) p.reapsubtree << 32 | p.pdeathsig);
    p.children.forEach(child -> out.word(child.pid));
    p.words.keySet().stream()
        .sorted()
        .forEach(address -> {
          UserWords.Word w = p.words.get(address);
          out.word(address);
          out.word(w == null ? 0 : w.memory.value());
        });
  }

  private void cpu(Pcpu pc) {
    out.word(name(pc.curthread) << 32 | name(pc.tdqLock.owner));
    out.word(name(pc.deadthread) << 32 | name(pc.stashing));
    out.word(name(pc.switchedOut) << 2 | bit(pc.resched) << 1 | bit(pc.kickPending));
    chain(pc.kernelReady);
    pc.callouts.describe((td, time) -> {
      out.word(name(td));
      out.word(time - now);
    });
    out.word(pc.statclock.armed() ? pc.statclock.deadline() - now : -1);
  }

  private void chain(@Nullable KThread first) {
    for (KThread td = first; td != null; td = td.slpqNext) {
      out.word(name(td));
    }
    out.word(0);
  }

  private void queue(SleepQueue sq) {
    out.word(sq.wchan);
    chain(sq.first);
  }

  private void waiters(UmtxQueue q) {
    out.word(bit(q.contested));
    for (KThread td = q.first; td != null; td = td.umtxNext) {
      out.word(name(td));
    }
    out.word(0);
  }
}
