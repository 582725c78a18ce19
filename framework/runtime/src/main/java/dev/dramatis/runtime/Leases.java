package dev.dramatis.runtime;

import dev.dramatis.runtime.api.PluginException;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who uses what of which bundle, counted by bundle. */
final class Leases {
  private final Map<Long, List<String>> holders = new HashMap<>();
  private final Set<Long> leaving = new HashSet<>();

  @Inject
  Leases() {}

  synchronized void take(long bundle, String bundleName, String holder) throws PluginException {
    if (leaving.contains(bundle)) {
      throw new PluginException(
          "bundle " + bundleName + " is being exchanged; try again in a moment");
    }
    holders.computeIfAbsent(bundle, b -> new ArrayList<>()).add(holder);
  }

  synchronized void giveBack(long bundle, String holder) {
    List<String> list = holders.get(bundle);
    if (list != null) {
      list.remove(holder);
      if (list.isEmpty()) {
        holders.remove(bundle);
        notifyAll();
      }
    }
  }

  /** Refuses new leases and waits for the old ones; if that takes too long all is as before. */
  synchronized void withdraw(long bundle, String bundleName, Duration patience)
      throws PluginException {
    if (!leaving.add(bundle)) {
      throw new PluginException("bundle " + bundleName + " is being exchanged already");
    }
    boolean done = false;
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (holders.containsKey(bundle)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new PluginException(
              "bundle "
                  + bundleName
                  + " is in use by "
                  + String.join(", ", new TreeSet<>(holders.get(bundle)))
                  + "; wait for it to end, or end it");
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginException("interrupted while waiting for users of bundle " + bundleName, e);
    } finally {
      if (!done) {
        leaving.remove(bundle);
      }
    }
  }

  synchronized boolean inUse(long bundle) {
    return holders.containsKey(bundle);
  }

  /** Allows leases again. */
  synchronized void readmit(long bundle) {
    leaving.remove(bundle);
  }
}
