package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/** {@code ksiginfo}: one instance of a signal that waits to be taken. */
final class Ksi {
  final int signo;

  /** The child whose SIGCHLD this is; it has one instance for all of its changes (p_ksi). */
  final @Nullable Proc child;

  /** The queue that it waits in (ksi_sigq). */
  @Nullable SigQueue queue;

  Ksi(int signo, @Nullable Proc child) {
    this.signo = signo;
    this.child = child;
  }
}
