package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.ECHILD;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.UserThread;

/** The portable calls on processes and signals; neutral numbers become ids here. */
final class ProcessCalls implements Processes {
  private final Kern k;

  ProcessCalls(Kern k) {
    this.k = k;
  }

  private static KThread curthread(UserThread self) {
    return FreebsdKernel.curthread(self);
  }

  @Override
  public int fork(UserThread self, UserThread child, boolean untilExec) {
    return k.fork.fork1(curthread(self), child, untilExec);
  }

  @Override
  public int exec(UserThread self) {
    return k.exec.execve(curthread(self), OK);
  }

  @Override
  public void exit(UserThread self, int status) {
    if (!k.draining) {
      k.exit.exit1(curthread(self), status, 0, false);
    }
  }

  @Override
  public int await(UserThread self, int process, int options, ProcessStatus status) {
    int pid = process == ANY ? ProcWait.ALL : k.procs.pidOf(process);
    if (pid == -1 && process != ANY) {
      return ECHILD;
    }
    return restartable(k.waits.wait(curthread(self), pid, options, status));
  }

  @Override
  public int setGroup(UserThread self, int process, int group) {
    int pid = k.procs.pidOf(process);
    int pgid = group == 0 ? 0 : k.procs.pidOf(group);
    if (pid == -1) {
      return ESRCH;
    }
    return pgid == -1 ? EPERM : k.procctl.setpgid(curthread(self), pid, pgid);
  }

  @Override
  public int kill(UserThread self, int process, int signal) {
    KThread td = curthread(self);
    if (signal < 0 || signal > dev.dramatis.spi.kernel.Signals.MAX) {
      return EINVAL;
    }
    if (process > 0) {
      int pid = k.procs.pidOf(process);
      return pid == -1 ? ESRCH : k.kills.kill(td, pid, signal);
    }
    return k.kills.killpg(td, process == 0 ? 0 : k.kills.groupNumbered(-process), signal);
  }

  @Override
  public int kill(UserThread self, UserThread target, int signal) {
    KThread td = curthread(self);
    KThread t = (KThread) target.attachment();
    return k.kills.thrKill(td, t == null ? KillCalls.NO_THREAD : t.tid, signal);
  }

  @Override
  public int setAction(UserThread self, int signal, SignalAction action) {
    return k.delivery.setAction(curthread(self), signal, action);
  }

  @Override
  public long setMask(UserThread self, long mask) {
    return k.delivery.setMask(curthread(self), mask);
  }

  @Override
  public int suspend(UserThread self, long mask) {
    return restartable(k.delivery.sigsuspend(curthread(self), mask));
  }

  @Override
  public void handlerReturn(UserThread self) {
    k.delivery.sigreturn(curthread(self));
  }

  /** ERESTART of the kernel is a call that is issued again. */
  static int restartable(int error) {
    return error == SleepQueues.ERESTART ? RESTART : error;
  }
}
