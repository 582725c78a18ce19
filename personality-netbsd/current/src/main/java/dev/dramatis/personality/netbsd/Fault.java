package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.Nullable;

/** The deliberate fault that a kernel was booted with, if any. */
final class Fault {
  /** An honest kernel's. */
  static final Fault NONE = new Fault(null);

  private final @Nullable Mutant chosen;
  private boolean reached;

  private Fault(@Nullable Mutant chosen) {
    this.chosen = chosen;
  }

  /** The one with that id; none if it is empty. */
  static Fault of(String id) {
    return new Fault(Mutant.of(id));
  }

  /** Whether this is it, asked where it makes a difference. */
  boolean at(Mutant mutant) {
    if (chosen != mutant) {
      return false;
    }
    reached = true;
    return true;
  }

  /** Whether the kernel has come to a place where it does something else than an honest one. */
  boolean reached() {
    return reached;
  }
}
