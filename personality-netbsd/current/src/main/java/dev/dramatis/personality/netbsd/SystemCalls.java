package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.MemoryWord;
import java.util.ArrayList;
import java.util.List;

/**
 * System calls under their own names that concern user memory and the limits of the kernel. Words
 * of user memory that futexes need are read and written by calls of their own, under the names that
 * the kernel has for that.
 */
final class SystemCalls {
  private final Kern kern;

  SystemCalls(Kern kern) {
    this.kern = kern;
  }

  List<NativeCall> all() {
    List<NativeCall> calls = new ArrayList<>();
    calls.add(
        new NativeCall(
            "__futex",
            "address, operation, value, ns to wait or the deadline or -1, address2, value2, value3",
            7,
            (self, a) -> futex(lwp(self), a)));
    calls.add(
        new NativeCall(
            "__futex_get_robust_list",
            "LID or 0 for oneself; the head of its list",
            1,
            (self, a) -> kern.robustFutexes.getRobustList(lwp(self), (int) a[0])));
    calls.add(
        new NativeCall(
            "__futex_set_robust_list",
            "address of the head (list, offset, pending; 8 bytes each), 24",
            2,
            (self, a) -> -kern.robustFutexes.setRobustList(lwp(self), a[0], a[1])));
    calls.addAll(kern.init.sysctlKernLwpSetup());
    addLimits(calls);
    calls.add(
        new NativeCall(
            "minherit",
            "address, length: children made by fork share this memory",
            2,
            (self, a) -> share(lwp(self), a)));
    calls.add(
        new NativeCall(
            "ucas_int",
            "address, expected, value; in user mode: 1 if it was as expected",
            3,
            (self, a) -> cas(lwp(self), a)));
    calls.add(
        new NativeCall(
            "ufetch_long",
            "address; in user mode: the word there",
            1,
            (self, a) -> fetch(self, a)));
    calls.add(
        new NativeCall(
            "ustore_long", "address, value; in user mode", 2, (self, a) -> store(self, a)));
    return calls;
  }

  private void addLimits(List<NativeCall> calls) {
    calls.add(
        new NativeCall(
            "getrlimit",
            "resource (7 processes, 11 LWPs of the user), 0 for the soft and 1 for the hard limit",
            2,
            (self, a) -> getrlimit(lwp(self), (int) a[0], a[1] != 0)));
    calls.add(
        new NativeCall(
            "setrlimit",
            "resource, soft limit, hard limit",
            3,
            (self, a) -> -kern.resource.setrlimit(lwp(self), (int) a[0], a[1], a[2])));
    calls.add(
        new NativeCall(
            "getrusage",
            "of the process: 0 for ns on a CPU, 14 for voluntary, 15 for involuntary switches",
            1,
            (self, a) -> kern.resource.getrusage(lwp(self), (int) a[0])));
  }

  private static long getrlimit(Lwp l, int which, boolean hard) {
    if (!Rlimits.known(which)) {
      return -Errno.EINVAL;
    }
    Rlimits limits = l.proc.rlimit;
    return hard ? limits.max(which) : limits.cur(which);
  }

  private static Lwp lwp(UserThread self) {
    if (self.attachment() instanceof Lwp l) {
      return l;
    }
    throw new IllegalStateException(self.name() + " has no LWP in this kernel");
  }

  private long futex(Lwp l, long[] a) {
    return kern.futexes.doFutex(
        l, a[0], (int) a[1], (int) a[2], a[3], a[4], (int) a[5], (int) a[6]);
  }

  private long share(Lwp l, long[] a) {
    UserMemory.of(kern, l.proc).share(a[0], a[1]);
    return 0;
  }

  private MemoryWord word(Lwp l, long address) {
    return UserMemory.of(kern, l.proc).word(address);
  }

  private long fetch(UserThread self, long[] a) {
    Lwp l = lwp(self);
    return word(l, a[0]).load(l.ci.cpu);
  }

  private long store(UserThread self, long[] a) {
    Lwp l = lwp(self);
    word(l, a[0]).store(l.ci.cpu, a[1]);
    return 0;
  }

  private long cas(Lwp l, long[] a) {
    return UserMemory.cas(l, word(l, a[0]), (int) a[1], (int) a[2]) ? 1 : 0;
  }
}
