package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.SharedObject;

/** {@code struct plimit}: resource limits, shared until somebody changes them. */
final class Plimit {
  /** The line of {@code pl_refcnt}. */
  final SharedObject line;

  /** RLIMIT_STACK, as an example of a limit. */
  final long stackSize;

  int refs;

  /** Who has it, counted by checks. */
  int holders;

  Plimit(Kern k, long stackSize) {
    this.line = k.machine.newShared("plimit");
    this.stackSize = stackSize;
  }
}
