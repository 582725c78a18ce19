package dev.dramatis.explore.schedule;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.List;

/** Notes the schedule of what another policy decides, and where it could have decided otherwise. */
final class Recorder implements ChoicePolicy {
  private final ChoicePolicy policy;
  private final boolean alternatives;
  private final Counts counts = new Counts();
  private final List<Switch> switches = new ArrayList<>();
  private final List<Alternative> others = new ArrayList<>();
  private int last = Switch.NOBODY;
  private int preemptions;

  /**
   * What could have been done instead of the usual.
   *
   * @param departure the switch that does it
   * @param cost 1 if somebody is interrupted who could go on, else 0
   * @param after how many switches of the schedule had been used by then
   */
  record Alternative(Switch departure, int cost, int after) {}

  Recorder(ChoicePolicy policy, boolean alternatives) {
    this.policy = policy;
    this.alternatives = alternatives;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    int choice = policy.choose(enabled, count);
    if (choice < 0) {
      return choice;
    }
    int usual = SchedulePolicy.usual(last, enabled, count);
    boolean couldGoOn = enabled[usual].actor() == last;
    Step taken = enabled[choice];
    if (alternatives) {
      note(enabled, count, usual, couldGoOn);
    }
    if (choice != usual) {
      switches.add(departure(enabled[choice], couldGoOn ? enabled[usual] : null));
      preemptions += couldGoOn && taken.actor() != last ? 1 : 0;
    }
    last = taken.actor();
    counts.add(last);
    return choice;
  }

  private void note(Step[] enabled, int count, int usual, boolean couldGoOn) {
    for (int i = 0; i < count; i++) {
      if (i != usual) {
        int cost = couldGoOn && enabled[i].actor() != last ? 1 : 0;
        others.add(
            new Alternative(
                new Switch(last, counts.of(last), enabled[i].actor(), enabled[i].variant(), ""),
                cost,
                switches.size()));
      }
    }
  }

  private Switch departure(Step to, @org.jspecify.annotations.Nullable Step interrupted) {
    String note =
        (interrupted == null ? "" : "instead of " + text(interrupted) + " ") + "comes " + text(to);
    return new Switch(last, counts.of(last), to.actor(), to.variant(), note);
  }

  private static String text(Step step) {
    SharedObject object = step.object();
    return object == null ? step.label() : step.label() + " " + step.access() + " " + object.name();
  }

  @Override
  public void touched(int object, boolean writes) {
    policy.touched(object, writes);
  }

  @Override
  public void ended(Step[] blocked, int count) {
    policy.ended(blocked, count);
  }

  @Override
  public boolean racesTimers() {
    return policy.racesTimers();
  }

  Schedule schedule() {
    return new Schedule(switches);
  }

  /** Departures at which somebody was interrupted who could have gone on. */
  int preemptions() {
    return preemptions;
  }

  List<Alternative> alternatives() {
    return others;
  }
}
