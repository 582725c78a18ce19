package dev.dramatis.personality.freebsd;

/**
 * {@code struct ucred}: who a process acts for. Never changed once it is in use; whoever wants
 * another one makes a new one. Threads hold it as users, others by reference.
 */
final class Ucred {
  final int uid;

  /** {@code cr_mtx}. */
  final Mtx mtx;

  /** {@code cr_users}: threads that have it as their own. */
  int users;

  /** {@code cr_ref}: all references, those of the users included. */
  int refs;

  /** Who has it, counted by checks. */
  int holders;

  Ucred(Kern k, int uid) {
    this.uid = uid;
    this.mtx = new Mtx(k, "cred", k.allocateAddress(256));
  }

  /** priv_check_cred, for privileges that the superuser alone has. */
  boolean privileged() {
    return uid == 0;
  }
}
