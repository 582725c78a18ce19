package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches in which order locks are taken, over the whole run. An order that closes a circle is
 * reported when it occurs for the first time, whether or not anybody ever gets stuck by it.
 *
 * <p>Locks are told apart by class, which is their name up to a slash; two of one class by
 * instance. The order of the header comment of kern_lwp.c is known from the start: proc_lock,
 * p_lock, sleep queues, turnstiles, spc_lwplock, spc_mutex; and of two spc_mutexes that of the
 * lower CPU comes first (spc_dlock). All other orders are learned. What has been seen before costs
 * a test of a bit and allocates nothing.
 *
 * <p>Adaptive mutexes are never taken under spin mutexes, so no circle goes through both. Releasing
 * an adaptive mutex may have to wake sleepers, and so counts as taking the lock of its turnstile.
 */
final class LockOrder {
  /** Of the header comment. */
  private static final List<String> DOCUMENTED =
      List.of("proc_lock", "p_lock", "sleeptab", "turnstile", "spc_lwplock", "spc_mutex");

  /** Their classes, by their places in that list. */
  static final int SLEEPTAB = 2;

  static final int TURNSTILE = 3;
  static final int SPC_LWPLOCK = 4;
  private static final int SPC_MUTEX = 5;

  private static final int MAX_CLASSES = 64;
  private static final int MAX_HELD = 16;

  /** False: nothing is watched. */
  final boolean on;

  private final Machine machine;
  private final Checks checks;
  private final List<String> classes = new ArrayList<>();
  private final int[] instances = new int[MAX_CLASSES];

  /** Bit b of entry a is set if a lock of class b was taken while one of class a was held. */
  private final long[] after = new long[MAX_CLASSES];

  /** Who was the first to take them in this order, and where. */
  private final @Nullable String[][] witness = new @Nullable String[MAX_CLASSES][MAX_CLASSES];

  /** The same for two locks of one class, by their numbers. */
  private final Map<Long, String> pairs = new LinkedHashMap<>();

  /** Spin mutexes held, for each CPU in the order in which they were taken. */
  private final SpinMutex[][] held;

  private final int[] count;

  /** CPUs at the one place where the original is known to break the order. */
  private final boolean[] tolerant;

  LockOrder(Machine machine, Checks checks) {
    this.machine = machine;
    this.checks = checks;
    this.on = checks.on;
    this.held = new SpinMutex[on ? machine.cpuCount() : 0][MAX_HELD];
    this.count = new int[held.length];
    this.tolerant = new boolean[held.length];
    for (String name : DOCUMENTED) {
      classOf(name);
    }
    for (int a = 0; a < DOCUMENTED.size(); a++) {
      for (int b = a + 1; b < DOCUMENTED.size(); b++) {
        after[a] |= 1L << b;
        witness[a][b] = "the header comment of kern_lwp.c";
      }
    }
  }

  /** The class of a lock: its name up to a slash. */
  int classOf(String lock) {
    int slash = lock.indexOf('/');
    int length = slash < 0 ? lock.length() : slash;
    for (int known = classes.size() - 1; known >= 0; known--) { // mostly one of the last
      String name = classes.get(known);
      if (name.length() == length && lock.startsWith(name)) {
        return known;
      }
    }
    classes.add(lock.substring(0, length));
    if (classes.size() > MAX_CLASSES) {
      throw new IllegalStateException("more than " + MAX_CLASSES + " classes of locks: " + classes);
    }
    return classes.size() - 1;
  }

  int nextInstance(int lockClass) {
    return instances[lockClass]++;
  }

  // ---- what the locks report

  /** A spin mutex is about to be taken, by one who waits for it. */
  void spinEnter(CpuInfo ci, SpinMutex lock) {
    SpinMutex[] mine = held[ci.id];
    int n = count[ci.id];
    boolean known = tolerant[ci.id] && lock.lockClass == SLEEPTAB;
    for (int i = 0; i < n && !known; i++) {
      follows(mine[i], lock, ci.curlwp);
    }
    mine[n] = lock;
    count[ci.id] = n + 1;
  }

  /** A spin mutex was taken by one who would not have waited: that cannot close a circle. */
  void spinTried(CpuInfo ci, SpinMutex lock) {
    held[ci.id][count[ci.id]++] = lock;
  }

  void spinExit(CpuInfo ci, SpinMutex lock) {
    SpinMutex[] mine = held[ci.id];
    int n = --count[ci.id];
    int i = n;
    while (i >= 0 && mine[i] != lock) {
      i--;
    }
    checks.that(Check.N28, i >= 0, lock);
    System.arraycopy(mine, i + 1, mine, i, n - i);
  }

  /** An adaptive mutex is about to be taken. */
  void enter(Lwp l, KMutex lock) {
    for (KMutex m = l.held; m != null; m = m.nextHeld) {
      follows(m, lock, l);
    }
  }

  /** An adaptive mutex is about to be released, for which its turnstile may be needed. */
  void exit(Lwp l, KMutex lock) {
    int cpu = l.ci.id;
    SpinMutex[] mine = held[cpu];
    for (int i = 0; i < count[cpu]; i++) {
      follows(mine[i], lock.chain.lock, l);
    }
  }

  /** Whether the lock of a sleep queue may be taken next whatever is held (see Repairs). */
  void tolerateQueue(CpuInfo ci, boolean tolerated) {
    if (on) {
      tolerant[ci.id] = tolerated;
    }
  }

  /** How many spin mutexes a CPU holds. */
  int held(CpuInfo ci) {
    return on ? count[ci.id] : 0;
  }

  // ---- the graph

  private void follows(Lock first, Lock second, Lwp who) {
    int a = first.lockClass;
    int b = second.lockClass;
    if (a == b) {
      sameClass(first, second, who);
    } else if ((after[a] & 1L << b) == 0) {
      learn(a, b, first, second, who);
    }
    checks.count(Check.L1);
  }

  private void learn(int a, int b, Lock first, Lock second, Lwp who) {
    String sight = sight(first, second, who);
    String way = way(b, a, new boolean[MAX_CLASSES]);
    if (way != null) {
      throw violation(sight + ", but " + way);
    }
    after[a] |= 1L << b;
    witness[a][b] = sight;
  }

  /** How one class leads to another, in words; null if it does not. */
  private @Nullable String way(int from, int to, boolean[] visited) {
    visited[from] = true;
    for (int next = 0; next < classes.size(); next++) {
      if ((after[from] & 1L << next) == 0 || visited[next]) {
        continue;
      }
      String rest = next == to ? "" : way(next, to, visited);
      if (rest != null) {
        String step =
            classes.get(next) + " comes after " + classes.get(from) + " by " + witness[from][next];
        return rest.isEmpty() ? step : step + ", and " + rest;
      }
    }
    return null;
  }

  private void sameClass(Lock first, Lock second, Lwp who) {
    if (first == second) {
      throw violation(sight(first, second, who) + ": it is the same lock");
    }
    if (first.lockClass == SPC_MUTEX) {
      if (first.instance > second.instance) {
        throw violation(
            sight(first, second, who)
                + ", but of two CPUs the lower one's comes first (spc_dlock)");
      }
      return;
    }
    Long pair = pair(first.lockClass, first.instance, second.instance);
    if (pairs.containsKey(pair)) {
      return;
    }
    String sight = sight(first, second, who);
    List<Integer> reached = new ArrayList<>(List.of(second.instance));
    for (int i = 0; i < reached.size(); i++) {
      String back = pairs.get(pair(first.lockClass, reached.get(i), first.instance));
      if (back != null) {
        throw violation(sight + ", but the other way round by " + back);
      }
      for (int next = 0; next < instances[first.lockClass]; next++) {
        if (!reached.contains(next)
            && pairs.containsKey(pair(first.lockClass, reached.get(i), next))) {
          reached.add(next);
        }
      }
    }
    pairs.put(pair, sight);
  }

  private static long pair(int lockClass, int first, int second) {
    return (long) lockClass << 56 | (long) first << 28 | second;
  }

  private static String sight(Lock first, Lock second, Lwp who) {
    return who.name() + " in " + place() + " takes " + second + " while it holds " + first;
  }

  /** The kernel function that took the lock: the first frame outside of what locks are made of. */
  private static String place() {
    return Arrays.stream(new Throwable().getStackTrace())
        .filter(LockOrder::tellsSomething)
        .findFirst()
        .map(f -> f.getClassName().replaceAll(".*\\.", "") + "." + f.getMethodName())
        .orElse("?");
  }

  private static boolean tellsSomething(StackTraceElement frame) {
    String type = frame.getClassName();
    return !type.endsWith(".LockOrder")
        && !type.endsWith(".SpinMutex")
        && !type.endsWith(".KMutex")
        && !frame.getMethodName().equals("lwpLock");
  }

  private RuntimeException violation(String detail) {
    return machine.violation(
        Check.L1.name(), Check.L1.function + ": " + Check.L1.condition + ": " + detail);
  }
}
