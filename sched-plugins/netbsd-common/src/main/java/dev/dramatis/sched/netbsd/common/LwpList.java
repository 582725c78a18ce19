package dev.dramatis.sched.netbsd.common;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All LWPs (alllwp); the last one takes the place of one that goes. */
final class LwpList {
  private @Nullable Lwp[] lwps = new Lwp[64];
  private int size;

  int size() {
    return size;
  }

  Lwp get(int i) {
    return Objects.requireNonNull(lwps[i]);
  }

  void add(Lwp l) {
    if (size == lwps.length) {
      lwps = Arrays.copyOf(lwps, 2 * size);
    }
    l.index = size;
    lwps[size++] = l;
  }

  void remove(Lwp l) {
    Lwp last = get(--size);
    lwps[l.index] = last;
    last.index = l.index;
    lwps[size] = null;
  }
}
