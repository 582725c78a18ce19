package dev.dramatis.explore.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * A schedule in the fewest words: whoever acts goes on as long as he can, then the first who can,
 * except at these switches.
 *
 * @param switches departures from that rule, in order
 */
public record Schedule(List<Switch> switches) {
  /** No departures. */
  public static final Schedule DEFAULT = new Schedule(List.of());

  /** The list is copied. */
  public Schedule {
    switches = List.copyOf(switches);
  }

  /** The same with one more at the end. */
  public Schedule plus(Switch more) {
    List<Switch> all = new ArrayList<>(switches);
    all.add(more);
    return new Schedule(all);
  }
}
