package dev.dramatis.personality.freebsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the order in which locks are taken (subr_witness.c). Locks of one name form a class,
 * numbers at its end apart. Two things are found, long before they deadlock: an acquisition against
 * the static order, and a pair of acquisitions that closes a cycle in the graph of all acquisitions
 * so far. Only the first acquisition of a pair of classes costs more than a few tests of bits.
 */
final class Witness {
  /**
   * The static order, outer locks first: classes of one line may not be taken below those of a
   * later one. What stands on one line is ordered by the graph alone.
   */
  private static final List<List<String>> ORDER =
      List.of(
          List.of("proctree"),
          List.of("allproc"),
          List.of("Giant"),
          List.of("process group"),
          List.of("process lock"),
          List.of("sigacts", "tidhash", "TID lock", "umtxql lock", "umtxql wait", "cred"),
          // from here on spin locks
          List.of("process slock"),
          List.of("process stat", "taskqueue", "init"),
          List.of("sleepq chain"),
          List.of("turnstile chain"),
          List.of("turnstile lock"),
          List.of("sched lock", "blocked lock"),
          List.of("td_contested"));

  /** Classes of which a thread may hold two: a parent's lock after its child's, down a chain. */
  private static final List<String> DUPLICATES =
      List.of("process lock", "turnstile lock", "sleepq chain", "sched lock", "process slock");

  private static final int CLASSES = 64;

  private final Checks checks;
  private final List<String> names = new ArrayList<>();
  private final int[] rank = new int[CLASSES];
  private final boolean[] duplicates = new boolean[CLASSES];

  /** Bit j of word i: a lock of class j was taken while one of class i was held. */
  private final long[] taken = new long[CLASSES];

  private final List<String> reversals = new ArrayList<>();
  private @Nullable String tolerated;

  Witness(Checks checks) {
    this.checks = checks;
  }

  /** The class of a new lock. */
  int enroll(String lockName) {
    int end = lockName.length();
    while (end > 0 && (Character.isDigit(lockName.charAt(end - 1)))) {
      end--;
    }
    String name = lockName.substring(0, end).trim();
    int known = names.indexOf(name);
    if (known >= 0) {
      return known;
    }
    int c = names.size();
    if (c == CLASSES) {
      throw new IllegalStateException("more than " + CLASSES + " classes of locks: " + names);
    }
    names.add(name);
    rank[c] = rankOf(name);
    duplicates[c] = DUPLICATES.contains(name);
    return c;
  }

  private static int rankOf(String name) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (ORDER.get(i).contains(name)) {
        return i;
      }
    }
    return -1;
  }

  /** A thread is about to wait for a lock of this class. */
  void check(KThread td, int c) {
    for (int i = 0; i < td.lockCount; i++) {
      check(td, td.locks[i], c);
    }
    Pcpu pc = td.pcpu;
    for (int i = 0; i < pc.spinCount; i++) {
      check(td, pc.spins[i], c);
    }
    tolerated = null;
  }

  /** It got a lock that may sleep. */
  void took(KThread td, int c) {
    if (td.lockCount == td.locks.length) {
      td.locks = Arrays.copyOf(td.locks, Math.max(4, 2 * td.lockCount));
    }
    td.locks[td.lockCount++] = (byte) c;
  }

  /** It gave one back; not always the latest. */
  void dropped(KThread td, int c) {
    int i = td.lockCount - 1;
    while (i >= 0 && td.locks[i] != c) {
      i--;
    }
    if (i >= 0) {
      td.lockCount--;
      System.arraycopy(td.locks, i + 1, td.locks, i, td.lockCount - i);
    }
  }

  /**
   * The next acquisition is against the order in the original too: it is noted and goes on.
   *
   * @param why the function and what it does
   */
  void tolerate(String why) {
    tolerated = why;
  }

  private void check(KThread td, int held, int c) {
    if ((taken[held] & 1L << c) == 0) {
      firstTime(td, held, c);
    }
  }

  private void firstTime(KThread td, int held, int c) {
    boolean ordered = rank[held] < 0 || rank[c] < 0 || rank[held] <= rank[c];
    if (!ordered && tolerated != null) {
      reversals.add(names.get(held) + " before " + names.get(c) + ": " + tolerated);
      return;
    }
    if (!ordered || held == c && !duplicates[c]) {
      throw checks.fail(Assertion.LOCK_ORDER, pair(td, held, c));
    }
    if (held != c && reaches(c, held, 0)) {
      throw checks.fail(Assertion.LOCK_CYCLE, pair(td, held, c) + ", but " + path(c, held));
    }
    taken[held] |= 1L << c;
  }

  private String pair(KThread td, int held, int c) {
    return "tid " + td.tid + " takes " + names.get(c) + " while it holds " + names.get(held);
  }

  private boolean reaches(int from, int to, long seen) {
    if ((taken[from] & 1L << to) != 0) {
      return true;
    }
    for (long next = taken[from] & ~seen; next != 0; next &= next - 1) {
      int c = Long.numberOfTrailingZeros(next);
      if (c != from && reaches(c, to, seen | 1L << from)) {
        return true;
      }
    }
    return false;
  }

  private String path(int from, int to) {
    StringBuilder text = new StringBuilder(names.get(from));
    int at = from;
    while ((taken[at] & 1L << to) == 0) {
      int next = at;
      for (int c = 0; c < names.size(); c++) {
        if (c != at && (taken[at] & 1L << c) != 0 && reaches(c, to, 1L << at)) {
          next = c;
          break;
        }
      }
      at = next;
      text.append(" before ").append(names.get(at));
    }
    return text.append(" before ").append(names.get(to)).append(" was seen").toString();
  }

  /** Names of all classes, in the order in which they came up. */
  List<String> classes() {
    return List.copyOf(names);
  }

  /** Whether a lock of the second class was ever taken while one of the first was held. */
  boolean seen(String outer, String inner) {
    int o = names.indexOf(outer);
    int i = names.indexOf(inner);
    return o >= 0 && i >= 0 && (taken[o] & 1L << i) != 0;
  }

  /** Classes taken while the given one was held. */
  List<String> children(String outer) {
    List<String> result = new ArrayList<>();
    for (String inner : names) {
      if (seen(outer, inner)) {
        result.add(inner);
      }
    }
    return result;
  }

  /** Reversals of the original that have happened. */
  List<String> reversals() {
    return List.copyOf(reversals);
  }
}
