package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes all that decides what this kernel does next: states, flags and locks of LWPs, orders of
 * queues and lists, counters of processes, the table of numbers, timers relative to now. Statistics
 * (times, switch counts), addresses and the clock are left out.
 *
 * <p>What a policy keeps to itself is not visible from here: of the run queues there is who is
 * queued, where, and in which order they came.
 */
final class StateWriter {
  private static final long NOBODY = Long.MIN_VALUE;

  private final Kern kern;
  private final StateDigest to;

  StateWriter(Kern kern, StateDigest to) {
    this.kern = kern;
    this.to = to;
  }

  void write() {
    for (CpuInfo ci : kern.cpus) {
      cpu(ci);
    }
    process(kern.proc0);
    for (Proc p : kern.allproc) {
      process(p);
    }
    for (Proc p : kern.zombproc.values()) {
      process(p);
    }
    mutex(kern.procLock);
    for (Lwp l = kern.alllwp; l != null; l = l.listNext) {
      to.word(l.lid);
    }
    to.word(NOBODY);
    to.word(kern.uids.lwps());
    to.word(kern.init.maxlwp());
    to.word(flag(kern.procStop.scheduled()));
    kern.pidTable.write(to);
  }

  private void cpu(CpuInfo ci) {
    lwp(ci.curlwp);
    to.word(ci.mtxCount);
    to.word(
        flag(ci.wantResched)
            | flag(ci.clockPeriodic) << 1
            | flag(ci.cpu.idling()) << 2
            | flag(ci.softints) << 3);
    to.word(ci.spcCurpriority);
    lwp(ci.spcMigrating);
    lwp(ci.callouts.active);
    spin(ci.spcLwplock);
    spin(ci.spcMutex);
    spin(ci.callouts.lock);
    for (Lwp l : ci.kthreads) {
      lwp(l);
    }
    to.word(NOBODY);
    ci.callouts.write(to, ci.now() / Kern.TICK_NANOS);
  }

  private void process(Proc p) {
    to.word(p.pid);
    to.word(p.stat);
    to.word(p.sflag);
    to.word(p.lflag);
    to.word(p.xsig);
    to.word(flag(p.waited));
    to.word(p.nstopchild);
    to.word(p.pptr == null ? NOBODY : p.pptr.pid);
    to.word(p.nlwps);
    to.word(p.nrlwps);
    to.word(p.nzlwps);
    to.word(p.ndlwps);
    to.word(p.nlwpwait);
    lwp(p.zomblwp);
    to.word(p.flag);
    to.word(p.sigpend);
    to.word(p.pgrp == null ? NOBODY : p.pgrp.id);
    to.word(p.pgrp == null ? NOBODY : p.pgrp.jobc);
    to.word(flag(p.executing));
    to.word(p.slflag);
    to.word(p.opptr == null ? NOBODY : p.opptr.pid);
    to.word(p.sigctxLwp);
    to.word(p.reportEvent);
    to.word(p.reportLwp);
    to.word(p.xexit);
    to.word(p.cred);
    p.sigacts.write(to);
    lwp(p.vforklwp);
    for (Proc child = p.children; child != null; child = child.siblingNext) {
      to.word(child.pid);
    }
    queue(p.waitcv.sleepq);
    mutex(p.lock);
    queue(p.lwpcv.sleepq);
    spin(p.lwpcv.sleepqLock);
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      state(l);
    }
    to.word(NOBODY);
    if (p.memory != null) {
      memory(p.memory);
    }
  }

  private void state(Lwp l) {
    to.word(l.lid);
    to.word(l.number);
    to.word(l.stat);
    to.word(l.flag);
    to.word(l.pflag);
    to.word(l.prflag);
    to.word(l.refcnt);
    to.word(l.ci.id);
    to.word(l.targetCpu == null ? -1 : l.targetCpu.id);
    to.word(lockName(l.mutex));
    to.word(l.schedClass.ordinal());
    to.word(l.nice);
    to.word(l.priority);
    to.word(l.boostpri);
    to.word(l.auxprio);
    to.word(l.affinity == null ? -1 : l.affinity.hashCode());
    to.word(l.waiter);
    to.word(l.waitingfor);
    to.word(l.nopreempt);
    to.word(flag(l.dopreempt()));
    to.word((l.pflag & Flags.LP_QUEUED) != 0 ? rank(l) : -1);
    to.word(l.lwpctl == null ? NOBODY : l.lwpctl.curcpu);
    to.word(l.privateData);
    to.word(l.robustHead);
    to.word(l.futexWakesel);
    signals(l);
    sleep(l);
    locks(l);
  }

  private void signals(Lwp l) {
    to.word(l.sigpend);
    to.word(l.sigmask);
    to.word(l.sigrestore ? l.sigoldmask : NOBODY);
    to.word(l.sigframeCount);
    for (int i = 0; l.sigframes != null && i < l.sigframeCount; i++) {
      to.word(l.sigframes[i]);
    }
    to.word(
        flag(l.vforkwaiting)
            | flag(l.sigFromLwp) << 1
            | flag(l.sigFromDebugger) << 2
            | l.cred << 3);
  }

  private void sleep(Lwp l) {
    to.word(l.syncobj.ordinal());
    to.word(channel(l.wchan));
    to.word(l.sleepq == null ? NOBODY : flag(l.sleepq.first == l));
    lwp(l.sleepNext);
    to.word(l.userQueue == null ? NOBODY : flag(l.userQueue.first == l));
    lwp(l.userNext);
  }

  private void locks(Lwp l) {
    for (KMutex m = l.held; m != null; m = m.nextHeld) {
      to.word(lockName(m));
      to.word(flag(m.waiters));
      to.word(m.spinners);
    }
    to.word(NOBODY);
    for (Turnstile t = l.piLenders; t != null; t = t.piNext) {
      to.word(t.obj == null ? NOBODY : lockName(t.obj));
      to.word(t.eprio);
    }
    to.word(NOBODY);
  }

  /** How many that are queued on the same CPU came before. */
  private int rank(Lwp l) {
    int rank = 0;
    for (Proc p : kern.allproc) {
      for (Lwp o = p.lwps; o != null; o = o.siblingNext) {
        if ((o.pflag & Flags.LP_QUEUED) != 0 && o.ci == l.ci && o.queuedAs < l.queuedAs) {
          rank++;
        }
      }
    }
    return rank;
  }

  private void mutex(KMutex m) {
    lwp(m.owner);
    to.word(flag(m.waiters));
    to.word(m.spinners);
  }

  private void spin(SpinMutex m) {
    CpuInfo owner = m.owner();
    to.word(owner == null ? -1 : owner.id);
  }

  private void queue(SleepQueue q) {
    for (Lwp l = q.first; l != null; l = l.sleepNext) {
      lwp(l);
    }
    to.word(NOBODY);
  }

  private void memory(UserMemory memory) {
    for (Map.Entry<Long, UserMemory.Word> entry : memory.entries()) {
      to.word(entry.getKey());
      to.word(entry.getValue().cell.word.value());
      futex(entry.getValue().futex(false));
      futex(entry.getValue().futex(true));
    }
    to.word(NOBODY);
  }

  private void futex(@Nullable Futex f) {
    if (f != null) {
      to.word(f.refcnt);
      mutex(f.opLock);
      queue(f.sleepq);
    }
  }

  private static long channel(@Nullable Object wchan) {
    return switch (wchan) {
      case null -> NOBODY;
      case KMutex m -> lockName(m);
      case CondVar cv -> 1L << 60 | cv.number;
      case Futex f -> 1L << 61 | f.address | (f.shared ? 1 : 0);
      default -> 1L << 62;
    };
  }

  private static long lockName(Lock lock) {
    return (long) lock.lockClass << 32 | lock.instance;
  }

  private void lwp(@Nullable Lwp l) {
    to.word(l == null ? NOBODY : (long) l.proc.pid << 32 | (l.lid & 0xffffffffL));
  }

  private static long flag(boolean b) {
    return b ? 1 : 0;
  }
}
