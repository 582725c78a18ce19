package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/** Turnstiles with the same hash. */
final class TurnstileChain {
  final SpinMtx lock;
  @Nullable Turnstile turnstiles;

  TurnstileChain(SpinMtx lock) {
    this.lock = lock;
  }

  @Nullable Turnstile lookup(Mtx m) {
    Turnstile ts = turnstiles;
    while (ts != null && ts.lockobj != m) {
      ts = ts.next;
    }
    return ts;
  }

  void insert(Turnstile ts) {
    ts.next = turnstiles;
    turnstiles = ts;
  }

  void remove(Turnstile ts) {
    if (turnstiles == ts) {
      turnstiles = ts.next;
    } else {
      Turnstile t = turnstiles;
      while (t != null && t.next != ts) {
        t = t.next;
      }
      if (t != null) {
        t.next = ts.next;
      }
    }
    ts.next = null;
  }
}
