package dev.dramatis.personality.netbsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Data that parts of the kernel hang on LWPs under a key of their own (subr_lwp_specificdata.c).
 * What a key's destructor is for is called when the LWP ends.
 */
final class Specific {
  private final Kern kern;
  private final List<@Nullable Consumer<Object>> destructors = new ArrayList<>();

  Specific(Kern kern) {
    this.kern = kern;
  }

  /** lwp_specific_key_create. */
  int lwpSpecificKeyCreate(Consumer<Object> destructor) {
    destructors.add(destructor);
    return destructors.size() - 1;
  }

  /** lwp_specific_key_delete: what is still stored under the key is not destroyed. */
  void lwpSpecificKeyDelete(int key) {
    destructors.set(key, null);
  }

  /** lwp_initspecific: a container, which is empty until something is stored. */
  void lwpInitspecific(Lwp l) {
    l.specific = Lwp.NO_DATA;
  }

  /** lwp_finispecific: runs the destructors, in order of the keys. */
  void lwpFinispecific(Lwp l) {
    @Nullable Object[] data = l.specific;
    l.specific = Lwp.NO_DATA;
    for (int key = 0; key < data.length; key++) {
      Object value = data[key];
      Consumer<Object> destructor = destructors.get(key);
      if (value != null && destructor != null) {
        destructor.accept(value);
      }
    }
  }

  /** lwp_getspecific. */
  @Nullable Object lwpGetspecific(Lwp l, int key) {
    return key < l.specific.length ? l.specific[key] : null;
  }

  /** lwp_setspecific. */
  void lwpSetspecific(Lwp l, int key, @Nullable Object value) {
    kern.checks.that(Check.N37, destructors.get(key) != null, l);
    if (key >= l.specific.length) {
      l.specific = Arrays.copyOf(l.specific, key + 1);
    }
    l.specific[key] = value;
  }
}
