package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.MemoryWord;

/** {@code struct plimit}: resource limits, shared until somebody changes them. */
final class Plimit {
  /**
   * {@code pl_refcnt} as far as threads count it, with atomic operations; a release orders all that
   * came before.
   */
  private final MemoryWord refcnt;

  /** RLIMIT_STACK, as an example of a limit. */
  final long stackSize;

  /** References that host code and new processes hold. */
  private int others;

  /** Who has it, counted by checks. */
  int holders;

  Plimit(Kern k, long stackSize) {
    this.refcnt = k.machine.newWord("plimit", 0);
    this.stackSize = stackSize;
  }

  /** lim_hold. */
  void hold(KThread self) {
    refcnt.add(self.pcpu.cpu, 1);
  }

  /** lim_freen. */
  void free(KThread self, int n) {
    refcnt.add(self.pcpu.cpu, -n);
  }

  /** A reference that appears with its holder, or one that is gone with it. */
  void adjust(int n) {
    others += n;
  }

  int refs() {
    return (int) refcnt.value() + others;
  }
}
