package dev.dramatis.lab.compare;

import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Short explanations of why two runs of one workload came out differently, as far as the figures
 * carry them.
 */
public final class Why {
  /** Less is no matter of clock ticks. */
  private static final long TICK_LIKE = 100_000;

  private Why() {}

  /**
   * Explanations, the weightiest first; empty if the runs are much the same. Of several seeds the
   * first speaks.
   */
  public static List<String> hints(Comparison.Pair pair) {
    return hints(
        pair.first().variant(),
        pair.first().first().report(),
        pair.second().variant(),
        pair.second().first().report());
  }

  static List<String> hints(Variant va, RunReport a, Variant vb, RunReport b) {
    String first = name(va, vb);
    String second = name(vb, va);
    List<String> hints = new ArrayList<>();
    boolean sameKernel = va.personality().equals(vb.personality());
    sleeps(first, a, second, b, sameKernel, hints);
    latency(first, a, second, b, hints);
    locks(first, a, second, b, hints);
    switching(first, a, second, b, hints);
    counts(
        "preempts",
        first,
        a.totals().involuntarySwitches(),
        second,
        b.totals().involuntarySwitches(),
        hints);
    counts(
        "migrates threads", first, a.totals().migrations(), second, b.totals().migrations(), hints);
    interrupts(first, a, second, b, hints);
    return hints;
  }

  /** What tells the two apart. */
  private static String name(Variant of, Variant from) {
    List<String> parts = new ArrayList<>();
    if (!of.personality().equals(from.personality())) {
      parts.add(of.personality());
    }
    if (!of.scheduler().equals(from.scheduler())) {
      parts.add(of.scheduler());
    }
    if (!of.hardware().equals(from.hardware())) {
      parts.add(of.hardware());
    }
    return String.join("/", parts);
  }

  private static void sleeps(
      String first,
      RunReport a,
      String second,
      RunReport b,
      boolean sameKernel,
      List<String> hints) {
    if (a.totals().sleeps() < 2 || b.totals().sleeps() < 2) {
      return;
    }
    long x = a.totals().sleepNanos() / a.totals().sleeps();
    long y = b.totals().sleepNanos() / b.totals().sleeps();
    if (differ(x, y, 1.03) && Math.abs(x - y) >= TICK_LIKE) {
      String longer = x > y ? first : second;
      hints.add(
          "a sleep lasts "
              + Units.time(x)
              + " on average on "
              + first
              + ", "
              + Units.time(y)
              + " on "
              + second
              + ": "
              + longer
              + " is later by "
              + Units.time(Math.abs(x - y))
              // The same timers on both sides explain nothing.
              + (sameKernel ? "" : ", which points to timers that are served at the clock tick"));
    }
  }

  private static void latency(
      String first, RunReport a, String second, RunReport b, List<String> hints) {
    long x = a.totals().wakeupLatency().p99Nanos();
    long y = b.totals().wakeupLatency().p99Nanos();
    if (x > 0 && y > 0 && differ(x, y, 1.5)) {
      hints.add(
          "a woken thread waits for a CPU up to "
              + Units.time(x)
              + " (p99) on "
              + first
              + ", "
              + Units.time(y)
              + " on "
              + second);
    }
  }

  private static void locks(
      String first, RunReport a, String second, RunReport b, List<String> hints) {
    long x = a.totals().lockWaitNanos();
    long y = b.totals().lockWaitNanos();
    if (differ(x, y, 1.25) && Math.max(x, y) > a.endNanos() / 100) {
      hints.add(
          "threads wait for locks "
              + Units.time(x)
              + " on "
              + first
              + ", "
              + Units.time(y)
              + " on "
              + second
              + " (found held "
              + Units.count(a.totals().lockContentions())
              + " and "
              + Units.count(b.totals().lockContentions())
              + " times)");
    }
  }

  private static void switching(
      String first, RunReport a, String second, RunReport b, List<String> hints) {
    if (a.totals().switches() < 10 || b.totals().switches() < 10) {
      return;
    }
    long x = a.totals().switchingNanos() / a.totals().switches();
    long y = b.totals().switchingNanos() / b.totals().switches();
    // A kernel whose events take no time between two threads says nothing about this cost.
    if (Math.min(x, y) > 0 && differ(x, y, 1.1)) {
      hints.add(
          "the step from one thread's context to the next takes "
              + Units.time(x)
              + " on "
              + first
              + ", "
              + Units.time(y)
              + " on "
              + second);
    }
    if (differ(a.totals().switches(), b.totals().switches(), 1.25)) {
      hints.add(
          Units.count(a.totals().switches())
              + " context switches on "
              + first
              + ", "
              + Units.count(b.totals().switches())
              + " on "
              + second);
    }
  }

  private static void counts(
      String what, String first, long x, String second, long y, List<String> hints) {
    if (differ(x, y, 1.5) && Math.max(x, y) >= 5) {
      boolean more = x > y;
      hints.add(
          (more ? first : second)
              + " "
              + what
              + " "
              + Units.count(Math.max(x, y))
              + " times, "
              + (more ? second : first)
              + " "
              + Units.count(Math.min(x, y)));
    }
  }

  private static void interrupts(
      String first, RunReport a, String second, RunReport b, List<String> hints) {
    double x = share(a.totals().interruptNanos(), a);
    double y = share(b.totals().interruptNanos(), b);
    if (Math.abs(x - y) > 0.5) {
      hints.add(
          String.format(
              Locale.ROOT,
              "interrupts take %.1f%% of the CPUs on %s, %.1f%% on %s",
              x,
              first,
              y,
              second));
    }
  }

  private static double share(long nanos, RunReport r) {
    double all = r.totals().busyNanos() + r.totals().idleNanos() + r.totals().interruptNanos();
    return all == 0 ? 0 : 100 * nanos / all;
  }

  private static boolean differ(long x, long y, double factor) {
    return Math.max(x, y) > Math.min(x, y) * factor;
  }
}
