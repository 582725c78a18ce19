package dev.dramatis.explore.report;

import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.schedule.Schedule;
import dev.dramatis.explore.schedule.SchedulePolicy;
import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.kernel.ThreadInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A schedule repeated and told.
 *
 * @param outcome how it ended
 * @param text headline, columns, threads and locks at the end
 * @param divergences switches of the schedule that had no effect
 */
public record Explanation(Outcome outcome, String text, List<String> divergences) {
  /** Blocks shown before the first one in which somebody is interrupted, unless all are. */
  private static final int LEAD = 4;

  /**
   * Executes a schedule once and takes it down.
   *
   * @param whole whether to tell what happens long before the first interruption as well
   */
  public static Explanation of(ScenarioSubject subject, Schedule schedule, boolean whole) {
    SchedulePolicy policy = new SchedulePolicy(schedule);
    Narrator narrator = new Narrator(subject, policy);
    Outcome outcome = subject.execute(narrator);
    return new Explanation(outcome, write(subject, narrator, outcome, whole), policy.divergences());
  }

  private static String write(
      ScenarioSubject subject, Narrator narrator, Outcome outcome, boolean whole) {
    StringBuilder text = new StringBuilder(8192);
    text.append(headline(outcome)).append('\n');
    CheckCount check = subject.check(outcome.check());
    if (check != null) {
      text.append("check ").append(check.id()).append(" of ").append(check.function());
      text.append(check.line() > 0 ? ", line " + check.line() + " of the original" : "");
      text.append(": ").append(check.condition()).append('\n');
    }
    boolean endIsLastStep = outcome.kind() == Outcome.Kind.VIOLATION;
    String columns =
        Columns.write(narrator.moments(endIsLastStep), subject.setup().cpus(), whole ? -1 : LEAD);
    text.append('\n').append(columns).append('\n');
    threads(subject, narrator, text);
    List<String> holders = narrator.holders();
    if (!holders.isEmpty()) {
      text.append("\nlocks held: ").append(String.join("; ", holders)).append('\n');
    }
    List<String> positions = narrator.positions(columns);
    if (!positions.isEmpty()) {
      text.append("\nlines of the original\n");
      positions.forEach(p -> text.append("  ").append(p).append('\n'));
    }
    return text.toString();
  }

  /** One line. */
  public static String headline(Outcome outcome) {
    return switch (outcome.kind()) {
      case OK -> "nothing fails";
      case PRUNED -> "the execution did not come to an end within the limit of steps";
      case VIOLATION, DEADLOCK, LIVELOCK ->
          outcome.failureClass() + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail());
    };
  }

  private static void threads(ScenarioSubject subject, Narrator narrator, StringBuilder text) {
    List<ThreadInfo> infos = new ArrayList<>();
    try {
      infos.addAll(subject.kernel().threads());
    } catch (RuntimeException e) {
      text.append("the kernel cannot describe its threads any more: ").append(e).append('\n');
    }
    text.append("threads at the end\n");
    for (ThreadInfo t : infos) {
      if (t.thread() <= 0) {
        continue;
      }
      String position = subject.run().position(t.thread());
      text.append("  ")
          .append(t.name())
          .append(" (")
          .append(t.nativeId())
          .append("): ")
          .append(t.state());
      if (!t.waitChannel().isEmpty()) {
        text.append(" on ").append(t.waitChannel());
      }
      if (!position.isEmpty()) {
        text.append(", in ").append(position);
      }
      if (!t.holds().isEmpty()) {
        text.append(", holds ").append(String.join(", ", t.holds()));
      }
      text.append('\n');
      String wakeup = t.waitChannel().isEmpty() ? "" : narrator.lastWakeup(t.name());
      text.append(wakeup.isEmpty() ? "" : "    " + wakeup + "\n");
    }
  }
}
