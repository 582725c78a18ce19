package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/** Evaluates and counts the {@link Check}s of one run; free of cost when switched off. */
final class Checks {
  final boolean on;
  private final Machine machine;
  private final long[] evaluations = new long[Check.values().length];

  Checks(Machine machine, boolean on) {
    this.machine = machine;
    this.on = on;
  }

  /** Ends the run unless the condition holds. */
  void that(Check check, boolean holds, Object subject) {
    if (on) {
      evaluations[check.ordinal()]++;
      if (!holds) {
        throw machine.violation(
            check.name(), check.function + ": " + check.condition + ": not so for " + subject);
      }
    }
  }

  /** Notes that a function was reached whose condition is tested elsewhere. */
  void count(Check check) {
    if (on) {
      evaluations[check.ordinal()]++;
    }
  }

  /** How often a check was evaluated. */
  long evaluations(Check check) {
    return evaluations[check.ordinal()];
  }

  /** For places that must not be reached whether checks are on or not. */
  RuntimeException panic(Check check, Object subject) {
    return machine.violation(
        check.name(), check.function + ": " + check.condition + ": not so for " + subject);
  }

  List<CheckCount> counts() {
    List<CheckCount> counts = new ArrayList<>();
    if (on) {
      for (Check check : Check.values()) {
        counts.add(
            new CheckCount(
                check.name(),
                check.function,
                check.condition,
                check.line,
                evaluations[check.ordinal()]));
      }
    }
    return counts;
  }
}
