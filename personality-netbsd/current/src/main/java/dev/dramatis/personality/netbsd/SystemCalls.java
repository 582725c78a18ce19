package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
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
            "address, operation, value, timeout in ns or -1, address2, value2, value3",
            7,
            (self, a) -> futex(lwp(self), a)));
    calls.add(
        new NativeCall(
            "__futex_get_robust_list",
            "LID or 0 for oneself; the head of its list",
            1,
            (self, a) -> kern.futexes.getRobustList(lwp(self), (int) a[0])));
    calls.add(
        new NativeCall(
            "__futex_set_robust_list",
            "address of the head (list, offset, pending; 8 bytes each), 24",
            2,
            (self, a) -> -kern.futexes.setRobustList(lwp(self), a[0], a[1])));
    calls.addAll(kern.init.sysctlKernLwpSetup());
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

  private UserMemory.Word word(Lwp l, long address, Access access) {
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    l.ci.cpu.interact(word.line, access);
    return word;
  }

  private long fetch(UserThread self, long[] a) {
    return word(lwp(self), a[0], Access.LOAD).value;
  }

  private long store(UserThread self, long[] a) {
    word(lwp(self), a[0], Access.STORE).value = a[1];
    return 0;
  }

  private long cas(Lwp l, long[] a) {
    UserMemory.Word word = word(l, a[0], Access.CAS);
    if ((int) word.value != (int) a[1]) {
      return 0;
    }
    word.value = (int) a[2];
    return 1;
  }
}
