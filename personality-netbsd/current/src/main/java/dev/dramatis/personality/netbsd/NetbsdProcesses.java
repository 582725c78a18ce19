package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.UserThread;
import org.jspecify.annotations.Nullable;

/** The portable calls on processes and signals, each passed on to the native one. */
final class NetbsdProcesses implements Processes {
  private static final int OPTIONS = WNOHANG | WUNTRACED | WCONTINUED;

  private final Kern kern;

  NetbsdProcesses(Kern kern) {
    this.kern = kern;
  }

  /** A process by its neutral number, whether it lives or waits to be collected. */
  private @Nullable Proc process(int number) {
    Proc p = kern.proc(number);
    return p != null ? p : kern.zombproc.get(number);
  }

  @Override
  public int fork(UserThread self, UserThread child, boolean untilExec) {
    int flags = untilExec ? Flags.FORK_PPWAIT | Flags.FORK_SHAREVM : 0;
    return kern.fork.fork1(NetbsdKernel.lwp(self), child, flags);
  }

  @Override
  public int exec(UserThread self) {
    return kern.fork.exec(NetbsdKernel.lwp(self));
  }

  @Override
  public void exit(UserThread self, int status) {
    kern.exit.sysExit(NetbsdKernel.lwp(self), status);
  }

  @Override
  public int await(UserThread self, int process, int options, ProcessStatus status) {
    if ((options & ~OPTIONS) != 0) {
      return Errno.EINVAL;
    }
    Proc which = process == ANY ? null : process(process);
    if (process != ANY && which == null) {
      return Errno.ECHILD;
    }
    return kern.procWait.wait4(NetbsdKernel.lwp(self), which, options, status);
  }

  @Override
  public int setGroup(UserThread self, int process, int group) {
    Lwp l = NetbsdKernel.lwp(self);
    Proc target = process(process);
    if (target == null) {
      return Errno.ESRCH;
    }
    Pgrp existing = kern.pgrps.findByNumber(group);
    boolean own = group == 0 || group == target.number;
    int pgid = own ? target.pid : existing != null ? existing.id : 0;
    return pgid == 0 ? Errno.EPERM : kern.sys.setpgid(l, target, pgid);
  }

  @Override
  public int kill(UserThread self, int process, int signal) {
    Lwp l = NetbsdKernel.lwp(self);
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if (process < 0) {
      return kern.signal.killpg(l, kern.pgrps.findByNumber(-process), signal);
    }
    return kern.signal.kill(l, kern.proc(process), kern.zombproc.containsKey(process), signal);
  }

  @Override
  public int kill(UserThread self, UserThread thread, int signal) {
    Lwp t = NetbsdKernel.target(thread);
    if (signal < 0 || signal >= SigProp.NSIG) {
      return Errno.EINVAL;
    }
    if (t == null) {
      boolean left = kern.swapping.requested() && thread.life() != UserThread.Life.GONE;
      return left ? Errno.RESTART : Errno.ESRCH;
    }
    return kern.signal.lwpKill(NetbsdKernel.lwp(self), t.lid, signal);
  }

  @Override
  public int setAction(UserThread self, int signal, SignalAction action) {
    return kern.signal.sigaction(NetbsdKernel.lwp(self), signal, action);
  }

  @Override
  public long setMask(UserThread self, long mask) {
    return kern.signal.sigprocmask(NetbsdKernel.lwp(self), mask);
  }

  @Override
  public int suspend(UserThread self, long mask) {
    return kern.signal.sigsuspend(NetbsdKernel.lwp(self), mask);
  }

  @Override
  public void handlerReturn(UserThread self) {
    kern.signal.sigreturn(NetbsdKernel.lwp(self));
  }
}
