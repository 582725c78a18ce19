package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates named checks, counts them, and ends the run when one fails. Costs one test of a field
 * when switched off.
 */
final class Checks {
  private static final Assertion[] ALL = Assertion.values();

  /** Whether anything is checked at all. */
  final boolean on;

  private final Machine machine;
  private final long[] counts = new long[ALL.length];

  Checks(boolean on, Machine machine) {
    this.on = on;
    this.machine = machine;
  }

  /** A check that somebody else evaluates. */
  void count(Assertion check) {
    counts[check.ordinal()]++;
  }

  /** The condition of a check, evaluated by the caller. */
  void that(Assertion check, boolean holds) {
    if (on) {
      counts[check.ordinal()]++;
      if (!holds) {
        throw fail(check, "");
      }
    }
  }

  /** The condition of a check about a thread. */
  void that(Assertion check, boolean holds, KThread td) {
    if (on) {
      counts[check.ordinal()]++;
      if (!holds) {
        throw fail(check, td.describe());
      }
    }
  }

  /** The condition of a check about a number. */
  void that(Assertion check, boolean holds, long value) {
    if (on) {
      counts[check.ordinal()]++;
      if (!holds) {
        throw fail(check, Long.toString(value));
      }
    }
  }

  /** The condition of a panic: it ends the run with checks switched off, too. */
  void must(Assertion check, boolean holds, KThread td) {
    if (on) {
      counts[check.ordinal()]++;
    }
    if (!holds) {
      throw fail(check, td.describe());
    }
  }

  /** Fails a check whatever the setting: a panic of the original. */
  RuntimeException fail(Assertion check, String detail) {
    String where = check.line == 0 ? check.function : check.function + " kt:" + check.line;
    String what = detail.isEmpty() ? check.condition : check.condition + " (" + detail + ")";
    return machine.violation(check.name(), where + ": " + what);
  }

  /** How often each check was evaluated. */
  List<CheckCount> counts() {
    if (!on) {
      return List.of();
    }
    List<CheckCount> result = new ArrayList<>(ALL.length);
    for (Assertion a : ALL) {
      result.add(new CheckCount(a.name(), a.function, a.condition, a.line, counts[a.ordinal()]));
    }
    return result;
  }
}
