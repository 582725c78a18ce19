package dev.dramatis.explore.schedule;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Executes a schedule. A switch to somebody who cannot act then, or at a place that is not reached,
 * is passed over and reported: an old schedule shows how far it still applies.
 */
public final class SchedulePolicy implements ChoicePolicy {
  private final List<Switch> switches;
  private final boolean[] done;
  private final Counts counts = new Counts();
  private final List<String> divergences = new ArrayList<>();
  private int last = Switch.NOBODY;

  /** Executes it once. */
  public SchedulePolicy(Schedule schedule) {
    this.switches = schedule.switches();
    this.done = new boolean[switches.size()];
  }

  @Override
  public int choose(Step[] enabled, int count) {
    int choice = usual(last, enabled, count);
    int steps = counts.of(last);
    for (int i = 0; i < done.length; i++) {
      Switch s = switches.get(i);
      if (!done[i] && s.isAt(last, steps)) {
        done[i] = true;
        int forced = find(s.to(), s.variant(), enabled, count);
        if (forced >= 0) {
          choice = forced;
        } else {
          divergences.add(
              "switch " + (i + 1) + " has no effect: actor " + s.to() + " cannot act there");
        }
        break;
      }
    }
    last = enabled[choice].actor();
    counts.add(last);
    return choice;
  }

  /** Who acts without a schedule: the same as before, or the first who can. */
  static int usual(int last, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (enabled[i].actor() == last) {
        return i;
      }
    }
    return 0;
  }

  static int find(int actor, int variant, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (enabled[i].actor() == actor && enabled[i].variant() == variant) {
        return i;
      }
    }
    return -1;
  }

  /** Switches that had no effect, after an execution. */
  public List<String> divergences() {
    List<String> all = new ArrayList<>(divergences);
    for (int i = 0; i < done.length; i++) {
      if (!done[i]) {
        Switch s = switches.get(i);
        all.add(
            "switch "
                + (i + 1)
                + " is never reached: actor "
                + s.after()
                + " takes "
                + counts.of(s.after())
                + " steps and not "
                + s.steps());
      }
    }
    return all;
  }
}
