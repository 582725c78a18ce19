package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.ENOSYS;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.ProcessStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * System calls under their own names. Addresses are those of words in the memory of the process
 * ({@code suword} and {@code fuword} stand for the stores and loads of the program).
 */
final class NativeCalls {
  private static final int PROC_REAP_ACQUIRE = 2;
  private static final int PROC_REAP_RELEASE = 3;
  private static final int PROC_REAP_STATUS = 4;
  private static final int PROC_REAP_KILL = 6;
  private static final int PROC_PDEATHSIG_CTL = 11;

  /** Longs that carry a name, eight characters each. */
  private static final int NAME_WORDS = 4;

  /** A call by the kernel's own thread. */
  @FunctionalInterface
  private interface Body {
    long call(KThread td, long[] a);
  }

  private final Kern k;
  private final List<NativeCall> calls = new ArrayList<>();

  NativeCalls(Kern k) {
    this.k = k;
    threads();
    processes();
    credentials();
    memory();
    calls.sort(Comparator.comparing(NativeCall::name));
  }

  List<NativeCall> list() {
    return List.copyOf(calls);
  }

  private void add(String synopsis, Body body) {
    String name = synopsis.substring(0, synopsis.indexOf('('));
    String arguments = synopsis.substring(name.length() + 1, synopsis.indexOf(')'));
    int n = arguments.isEmpty() ? 0 : arguments.split(",", -1).length;
    calls.add(
        new NativeCall(
            name, synopsis, n, (self, a) -> body.call(FreebsdKernel.curthread(self), a)));
  }

  /** A call with a time limit that is lost when it is made again to another kernel. */
  private static Body timed(int argument, Body body) {
    return (td, a) -> {
      td.inTimedCall = a[argument] >= 0;
      long result = body.call(td, a);
      td.inTimedCall = false;
      return result;
    };
  }

  /** Errors that a program never sees become a call that is made again. */
  private static long err(int error) {
    return error == RESTART || error == SleepQueues.ERESTART ? NativeCall.AGAIN : -error;
  }

  private void threads() {
    add(
        "thr_create(ctx, id): a thread without a program, which only ends; its id goes to a word",
        (td, a) -> err(k.thrNew.thrCreate(td, a[0], a[1])));
    add(
        "thr_new(param, size, child_tid, parent_tid, state, type, prio): the same with parameters;"
            + " its id goes to two words, thr_exit sets a third, and a type of priority that is"
            + " negative asks for none",
        (td, a) -> err(k.thrNew.thrNew(td, a[0], a[1], a[2], a[3], a[4], (int) a[5], (int) a[6])));
    add("thr_self(): the id of the caller", (td, a) -> td.tid);
    add(
        "thr_kill(id, sig): a signal to a thread of the process, -1 to all others",
        (td, a) -> err(k.kills.thrKill(td, (int) a[0], (int) a[1])));
    add(
        "thr_kill2(pid, id, sig): a signal to a thread of a process, -1 to all of its",
        (td, a) -> err(k.kills.thrKill2(td, (int) a[0], (int) a[1], (int) a[2])));
    add(
        "thr_suspend(timeout): sleeps until thr_wake, at most so many ns if not negative",
        timed(0, (td, a) -> err(k.thr.suspend(td, a[0]))));
    add("thr_wake(id): ends thr_suspend", (td, a) -> err(k.thr.wake(td, (int) a[0])));
    add(
        "thr_set_name(id, name1, name2, name3, name4): eight characters in each word, the first"
            + " the most significant",
        (td, a) -> err(k.thr.setName(td, (int) a[0], unpack(a))));
    add(
        "thr_exit(state): ends the thread after setting the word to 1 and waking its waiters;"
            + " returns only in the last one",
        (td, a) -> err(k.thr.exit(td, a[0])));
    add(
        "rtprio_thread(function, id, type, prio): looks up (0) or sets (1)",
        (td, a) -> k.thr.rtprioThread(td, (int) a[0], (int) a[1], (int) a[2], (int) a[3]));
    add(
        "cpuset_setaffinity(id, size, mask): size in bytes, id -1 for the caller",
        (td, a) -> err(k.thr.cpusetSetaffinity(td, (int) a[0], (int) a[1], a[2])));
    add(
        "sched_setaffinity(id, size, mask): as the C library has it, id 0 for the caller",
        (td, a) -> err(k.thr.schedSetaffinity(td, (int) a[0], (int) a[1], a[2])));
    add(
        "cpuset_getaffinity(id, size): the mask",
        (td, a) -> k.thr.getaffinity(td, (int) a[0], (int) a[1]));
    add(
        "sched_yield(): lets others run",
        (td, a) -> {
          k.sched.relinquish(td);
          return OK;
        });
    add(
        "nanosleep(ns): sleeps, until a signal at the most",
        timed(0, (td, a) -> err(k.calls.nanosleep(td, a[0]))));
  }

  private void processes() {
    add("getpid(): the id of the process", (td, a) -> td.proc().pid);
    add("getppid(): the id of its parent", (td, a) -> k.sig.parent(td.proc()).pid);
    add("getpgid(pid): the id of a process group, 0 for the caller's", this::getpgid);
    add(
        "setpgid(pid, pgid): into a process group, 0 for the caller and for its own id",
        (td, a) -> err(k.procctl.setpgid(td, (int) a[0], (int) a[1])));
    add(
        "kill(pid, sig): a signal to a process, 0 to the caller's group, -1 to all others, negated"
            + " to a group",
        (td, a) -> err(k.kills.kill(td, (int) a[0], (int) a[1])));
    add("wait4(pid, options): id of a child that has changed, pid -1 for any", this::wait4);
    add(
        "rfork(flags): without a new process (RFPROC)",
        (td, a) -> err(k.fork.forkNorfproc(td, (int) a[0])));
    add(
        "execve(error): a file that cannot be executed, for that reason",
        (td, a) -> a[0] <= 0 ? -EINVAL : err(k.exec.execve(td, (int) a[0])));
    add(
        "procctl(pid, command, argument1, argument2, argument3): reapers and signals at the death"
            + " of the parent",
        this::procctl);
    add(
        "stop_all_proc(): all other processes stand still; only for the privileged",
        (td, a) -> err(k.stopAll.stopAllProc(td)));
    add("resume_all_proc(): and go on", (td, a) -> err(k.stopAll.resumeAllProc(td)));
    add(
        "sigpending(): the set of signals that wait",
        (td, a) -> td.sigqueue.signals | td.proc().sigqueue.signals);
    add(
        "sigtimedwait(set, timeout): takes a signal of the set, within so many ns if not negative",
        timed(
            1,
            (td, a) ->
                k.delivery.sigtimedwait(
                    td, a[0], a[1] < 0 ? SleepQueues.FOREVER : td.pcpu.cpu.now() + a[1])));
  }

  private void credentials() {
    add(
        "setuid(uid): another user for the process; 0 is privileged",
        (td, a) -> {
          if (a[0] < 0) {
            return -EINVAL;
          }
          k.cow.setuid(td, (int) a[0]);
          return OK;
        });
    add("getuid(): the user that the caller acts for", (td, a) -> td.ucred().uid);
    add(
        "setrlimit(size): another limit for stacks",
        (td, a) -> {
          k.cow.setrlimit(td, a[0]);
          return OK;
        });
  }

  private void memory() {
    add(
        "_umtx_op(address, operation, value, timeout): waits (2, 11, 15) or wakes (3, 16); takes"
            + " (4, 5) or releases (6) a mutex; names the list of robust mutexes (26)",
        timed(3, (td, a) -> err(k.words.umtxOp(td, a[0], (int) a[1], a[2], a[3]))));
    add("fuword(address): what a word holds", (td, a) -> k.words.load(td, a[0]));
    add(
        "suword(address, value): stores into a word",
        (td, a) -> err(k.words.store(td, a[0], a[1])));
  }

  private long getpgid(KThread td, long[] a) {
    Proc p = k.procs.pfind(td, a[0] == 0 ? td.proc().pid : (int) a[0], false);
    if (p == null) {
      return -ESRCH;
    }
    Pgrp g = p.pgrp;
    p.mtx.unlock(td);
    return g == null ? 0 : g.id;
  }

  private long wait4(KThread td, long[] a) {
    ProcessStatus status = new ProcessStatus();
    int error = k.waits.wait(td, (int) a[0], (int) a[1], status);
    if (error != OK) {
      return err(error);
    }
    return status.process() == 0 ? 0 : td.retval;
  }

  private long procctl(KThread td, long[] a) {
    int pid = (int) a[0];
    return switch ((int) a[1]) {
      case PROC_REAP_ACQUIRE -> err(k.procctl.reapAcquire(td, pid));
      case PROC_REAP_RELEASE -> err(k.procctl.reapRelease(td, pid));
      case PROC_REAP_STATUS -> k.procctl.reapDescendants(td, pid);
      case PROC_REAP_KILL -> k.procctl.reapKill(td, pid, (int) a[2], (int) a[3], (int) a[4]);
      case PROC_PDEATHSIG_CTL -> err(k.procctl.pdeathsig(td, pid, (int) a[2]));
      default -> -ENOSYS;
    };
  }

  private static String unpack(long[] a) {
    byte[] bytes = new byte[8 * NAME_WORDS];
    int n = 0;
    for (int i = 1; i <= NAME_WORDS; i++) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        byte b = (byte) (a[i] >>> shift);
        if (b != 0) {
          bytes[n++] = b;
        }
      }
    }
    return new String(bytes, 0, n, StandardCharsets.US_ASCII);
  }
}
