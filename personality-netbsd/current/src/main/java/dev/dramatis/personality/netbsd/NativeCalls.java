package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.NativeCall.Body;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.UserThread;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * System calls under their own names, with the errno results of sys_lwp.c. Memory of the program is
 * not modelled: a pointer argument is 0 for one that cannot be read or written, and what would be
 * written there is the result of the call.
 */
final class NativeCalls {
  private static final int LWP_UNPARK_MAX = 1024;
  private static final int TIMER_ABSTIME = 1;
  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 3;
  private static final int LWPCTL_FEATURES = 3;
  private static final int LWPCTL_RECORD = 8;
  private static final int LWPCTL_PAGE = 4096;

  /** Values of the first argument of _lwp_create besides 0. */
  private static final int CONTEXT_WITHOUT_CPU = 2;

  private static final int CONTEXT_INVALID = 3;

  /** A call whose body wants the LWP. */
  @FunctionalInterface
  private interface LwpBody {
    long call(Lwp l, long[] a);
  }

  private final Kern kern;
  private final List<NativeCall> calls = new ArrayList<>();

  NativeCalls(Kern kern) {
    this.kern = kern;
    addLwpCalls();
    addParkCalls();
    addProcessCalls();
    calls.sort(Comparator.comparing(NativeCall::name));
  }

  List<NativeCall> all() {
    return List.copyOf(calls);
  }

  private void add(String name, String synopsis, int arguments, LwpBody body) {
    Body withThread = (UserThread self, long[] a) -> body.call(NetbsdKernel.lwp(self), a);
    calls.add(new NativeCall(name, synopsis, arguments, withThread));
  }

  /** Result of a call that succeeds with 0 or fails with an errno. */
  private static long result(int error) {
    return error == Errno.RESTART ? NativeCall.AGAIN : -(long) error;
  }

  private void addLwpCalls() {
    add(
        "_lwp_create",
        "(context, flags, where): an LWP that does nothing but exit; context 0 cannot be read, 2"
            + " lacks the CPU state, 3 is invalid; where 0 cannot be written; returns the LID",
        3,
        (l, a) -> lwpCreate(l, (int) a[0], (int) a[1], a[2] != 0));
    add(
        "_lwp_exit",
        "(): ends the caller",
        0,
        (l, a) -> {
          kern.life.lwpExit(l, l);
          return 0;
        });
    add("_lwp_self", "(): LID of the caller", 0, (l, a) -> l.lid);
    add("_lwp_getprivate", "(): what _lwp_setprivate stored", 0, (l, a) -> l.privateData);
    add("_lwp_setprivate", "(pointer): stores it", 1, (l, a) -> kern.data.lwpSetprivate(l, a[0]));
    add(
        "_lwp_suspend",
        "(lid): has it suspend itself",
        1,
        (l, a) -> result(kern.sys.lwpSuspend(l, (int) a[0], false)));
    add(
        "_lwp_continue",
        "(lid): undoes that",
        1,
        (l, a) -> result(kern.sys.lwpContinue(l, (int) a[0])));
    add(
        "_lwp_wakeup",
        "(lid): ends its sleep",
        1,
        (l, a) -> result(kern.sys.lwpWakeup(l, (int) a[0])));
    add(
        "_lwp_wait",
        "(lid, where): waits for it, or 0 for any; where 0 is not wanted, -1 cannot be written;"
            + " returns the LID",
        2,
        (l, a) -> lwpWait(l, (int) a[0], (int) a[1]));
    add(
        "_lwp_detach",
        "(lid): nobody will wait for it",
        1,
        (l, a) -> result(kern.sys.lwpDetach(l, (int) a[0])));
    add(
        "_lwp_kill",
        "(lid, signal): sends it a signal; 0 only looks",
        2,
        (l, a) -> result(kern.signal.lwpKill(l, (int) a[0], (int) a[1])));
    add(
        "_lwp_ctl",
        "(features): maps the page of counters; returns the offset of the record",
        1,
        (l, a) -> lwpCtl(l, (int) a[0]));
    add(
        "_lwp_setname",
        "(lid, characters 1 to 8, 9 to 16): names it, with lid 0 the caller",
        3,
        (l, a) -> result(kern.sys.lwpSetname(l, (int) a[0], text(a[1]) + text(a[2]))));
    add(
        "_lwp_getname",
        "(lid, word): characters 1 to 8 of its name with word 0, 9 to 16 with word 1",
        2,
        (l, a) -> lwpGetname(l, (int) a[0], (int) a[1]));
  }

  private void addParkCalls() {
    add(
        "_lwp_park",
        "(clock, flags, nanoseconds or -1, lid to unpark or 0): sleeps until unparked",
        4,
        this::lwpPark);
    add("_lwp_unpark", "(lid): wakes it", 1, (l, a) -> result(kern.park.lwpUnpark(l, (int) a[0])));
    add(
        "_lwp_unpark_all",
        "(targets, number, lid, ...): wakes them; targets 0 asks how many are possible at once",
        NativeCall.ANY_NUMBER,
        this::lwpUnparkAll);
    add(
        "nanosleep",
        "(nanoseconds): sleeps",
        1,
        (l, a) -> result(kern.sys.nanosleep(l, l.ci.cpu.now() + a[0])));
    add(
        "sched_yield",
        "(): lets others run",
        0,
        (l, a) -> {
          kern.synch.yield(l);
          return 0;
        });
  }

  private void addProcessCalls() {
    add("getpid", "(): pid of the caller", 0, (l, a) -> l.proc.pid);
    add("getppid", "(): pid of its parent", 0, (l, a) -> l.proc.pptr == null ? 0 : l.proc.pptr.pid);
    add("getpgrp", "(): its process group", 0, (l, a) -> l.proc.pgrp == null ? 0 : l.proc.pgrp.id);
    add(
        "setpgid",
        "(pid, group): joins a group, or makes one",
        2,
        (l, a) -> setpgid(l, (int) a[0], (int) a[1]));
    add("getuid", "(): user, as the LWP knows it", 0, (l, a) -> l.cred);
    add(
        "setuid",
        "(user): becomes somebody else",
        1,
        (l, a) -> {
          return kern.resource.setuid(l, (int) a[0]);
        });
    add(
        "kill",
        "(pid, signal): 0 is the own group, negative another one, -1 everybody",
        2,
        (l, a) -> kill(l, (int) a[0], (int) a[1]));
    add(
        "exit",
        "(status): ends the process",
        1,
        (l, a) -> {
          kern.exit.sysExit(l, (int) a[0]);
          return NativeCall.AGAIN;
        });
    add(
        "wait4",
        "(pid or -1, options): returns pid and status, as pid * 65536 + status",
        2,
        (l, a) -> wait4(l, (int) a[0], (int) a[1]));
    add(
        "reboot",
        "(): all others suspend themselves for good, and the caller goes on",
        0,
        (l, a) -> result(kern.reboot.reboot(l)));
    add(
        "ptrace",
        "(request, pid, LID, data): as in sys/ptrace.h; results that are written are returned",
        4,
        (l, a) -> kern.ptrace.ptrace(l, (int) a[0], (int) a[1], (int) a[2], (int) a[3]));
    add(
        "sysctl.proc.stopfork",
        "(pid, value): whether its children start stopped",
        2,
        (l, a) -> result(kern.sys.sysctlStop(l, (int) a[0], Flags.PS_STOPFORK, a[1] != 0)));
    add(
        "sysctl.proc.stopexec",
        "(pid, value): whether it stops when it executes a program",
        2,
        (l, a) -> result(kern.sys.sysctlStop(l, (int) a[0], Flags.PS_STOPEXEC, a[1] != 0)));
    add(
        "sysctl.proc.stopexit",
        "(pid, value): whether it stops before it exits",
        2,
        (l, a) -> result(kern.sys.sysctlStop(l, (int) a[0], Flags.PS_STOPEXIT, a[1] != 0)));
    add(
        "sigprocmask",
        "(mask): replaces the blocked signals; returns those before",
        1,
        (l, a) -> sigprocmask(l, a[0]));
  }

  private long lwpCreate(Lwp l, int context, int flags, boolean where) {
    if (context == 0) {
      return -Errno.EFAULT;
    }
    if (context == CONTEXT_WITHOUT_CPU || context == CONTEXT_INVALID) {
      return -Errno.EINVAL;
    }
    if (kern.swapping.requested()) {
      return NativeCall.AGAIN;
    }
    return kern.sys.lwpCreate(l, flags, where);
  }

  private long lwpWait(Lwp l, int lid, int where) {
    int error = kern.sys.lwpWait(l, lid);
    if (error != 0) {
      return result(error);
    }
    return where < 0 ? -Errno.EFAULT : l.departed;
  }

  private long lwpCtl(Lwp l, int features) {
    if ((features & ~LWPCTL_FEATURES) != 0) {
      return -Errno.ENODEV;
    }
    int error = LwpCtl.alloc(kern, l);
    Lwp.LwpCtlSlot slot = l.lwpctl;
    if (error != 0 || slot == null) {
      return result(error);
    }
    return (long) slot.page.number * LWPCTL_PAGE + (long) slot.offset * LWPCTL_RECORD;
  }

  private long lwpPark(Lwp l, long[] a) {
    int clock = (int) a[0];
    if (a[2] < -1) {
      return -Errno.EINVAL;
    }
    if (a[3] != 0) {
      int error = kern.park.lwpUnpark(l, (int) a[3]);
      if (error != 0) {
        return result(error);
      }
    }
    long deadline = Long.MAX_VALUE;
    if (a[2] >= 0) {
      if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
        return -Errno.EINVAL;
      }
      deadline = (a[1] & TIMER_ABSTIME) != 0 ? a[2] : l.ci.cpu.now() + a[2];
    }
    return result(kern.park.lwpPark(l, deadline));
  }

  private long lwpUnparkAll(Lwp l, long[] a) {
    if (a.length == 0 || a[0] == 0) {
      return LWP_UNPARK_MAX;
    }
    long targets = a.length == 1 ? 0 : a[1];
    if (targets <= 0 || targets > LWP_UNPARK_MAX) {
      return -Errno.EINVAL;
    }
    if (targets > a.length - 2) {
      return -Errno.EFAULT;
    }
    int error = 0;
    for (int i = 0; i < targets; i++) {
      int each = kern.park.lwpUnpark(l, (int) a[2 + i]);
      error = each == 0 ? error : each;
    }
    return result(error);
  }

  private static String text(long characters) {
    StringBuilder text = new StringBuilder(8);
    for (long rest = characters; rest != 0; rest >>>= 8) {
      text.append((char) (rest & 0x7f));
    }
    return text.toString();
  }

  /** Up to eight characters of a text, from {@code first}, as one number. */
  static long word(String text, int first) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    long word = 0;
    for (int i = Math.min(bytes.length, first + 8) - 1; i >= first; i--) {
      word = word << 8 | bytes[i];
    }
    return word;
  }

  private long lwpGetname(Lwp l, int lid, int part) {
    String name = kern.sys.lwpGetname(l, lid);
    return name == null ? -Errno.ESRCH : word(name, 8 * part);
  }

  private long sigprocmask(Lwp l, long mask) {
    return kern.swapping.requested() ? NativeCall.AGAIN : kern.signal.sigprocmask(l, mask);
  }

  private long setpgid(Lwp l, int pid, int pgid) {
    Proc target = pid == 0 ? l.proc : kern.pidTable.findProc(pid);
    return result(kern.sys.setpgid(l, target, pgid != 0 || target == null ? pgid : target.pid));
  }

  private long kill(Lwp l, int pid, int signo) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if (pid > 0) {
      return result(kern.signal.kill(l, kern.pidTable.findProc(pid), false, signo));
    }
    if (pid == -1) {
      return result(kern.signal.killAll(l, signo));
    }
    @Nullable Pgrp pgrp = pid == 0 ? l.proc.pgrp : kern.pgrps.find(-pid);
    return result(kern.signal.killpg(l, pgrp, signo));
  }

  private long wait4(Lwp l, int pid, int options) {
    if ((options & ~(Processes.WNOHANG | Processes.WUNTRACED | Processes.WCONTINUED)) != 0) {
      return -Errno.EINVAL;
    }
    Proc which = pid == -1 ? null : kern.pidTable.findProc(pid);
    if (pid != -1 && which == null) {
      return -Errno.ECHILD;
    }
    ProcessStatus status = new ProcessStatus();
    int[] reported = new int[1];
    int error = kern.procWait.wait4(l, which, options, status, reported);
    if (error != 0) {
      return result(error);
    }
    return ((long) reported[0] << 16) | encode(status);
  }

  /** The status word of wait4 (sys/wait.h). */
  private static int encode(ProcessStatus status) {
    if (status.process() == 0) {
      return 0;
    }
    How how = status.how();
    return switch (how) {
      case EXITED -> (status.value() & 0xff) << 8;
      case KILLED -> status.value();
      case DUMPED -> status.value() | 0x80;
      case STOPPED -> status.value() << 8 | 0x7f;
      case CONTINUED -> 0xffff;
    };
  }
}
