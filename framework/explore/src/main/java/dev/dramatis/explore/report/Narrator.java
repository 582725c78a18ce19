package dev.dramatis.explore.report;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes down an execution that another policy decides: who did what, in which function of the
 * kernel, and what of it lies in the past of the end.
 */
final class Narrator implements ChoicePolicy {
  /** What personalities call their queues of sleepers, and the functions that wake. */
  private static final Pattern QUEUE = Pattern.compile("sleep|umtx", Pattern.CASE_INSENSITIVE);

  private static final Pattern WAKING =
      Pattern.compile("wake|broadcast|signal", Pattern.CASE_INSENSITIVE);

  private final ScenarioSubject subject;
  private final Functions functions;
  private final ChoicePolicy policy;
  private final List<Moment> moments = new ArrayList<>();
  private final Map<Integer, String> places = new LinkedHashMap<>();
  private final Map<Integer, Integer> columns = new LinkedHashMap<>();
  private final List<int[]> clocks = new ArrayList<>();
  private final Map<Integer, int[]> latest = new LinkedHashMap<>();
  private final Map<SharedObject, Past> objects = new IdentityHashMap<>();
  private final List<@Nullable SharedObject> touched = new ArrayList<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private final Map<SharedObject, String> holders = new LinkedHashMap<>();
  private @Nullable Integer last;

  /** Clocks of the last write of an object and of the reads since. */
  private static final class Past {
    int[] writes = new int[0];
    int[] all = new int[0];
  }

  Narrator(ScenarioSubject subject, ChoicePolicy policy) {
    this.subject = subject;
    this.functions = new Functions(subject.setup().kernel().functions());
    this.policy = policy;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    Integer before = last;
    if (before != null) {
      places.put(before, functions.here());
    }
    look();
    int choice = policy.choose(enabled, count);
    if (choice >= 0) {
      String interrupted = "";
      for (int i = 0; i < count; i++) {
        if (before != null && enabled[i].actor() == before && enabled[choice].actor() != before) {
          interrupted = enabled[i].label();
        }
      }
      note(enabled[choice], interrupted);
      last = enabled[choice].actor();
    }
    return choice;
  }

  /** What the latest step has made different. */
  private void look() {
    Map<String, String> now = new LinkedHashMap<>();
    try {
      for (ThreadInfo t : subject.kernel().threads()) {
        if (t.thread() > 0) {
          now.put(
              t.name(), t.state() + (t.waitChannel().isEmpty() ? "" : " on " + t.waitChannel()));
        }
      }
    } catch (RuntimeException e) {
      // a kernel that has tripped over itself cannot say
      return;
    }
    subject.run().values().forEach((name, value) -> now.put(name + " =", Long.toString(value)));
    if (!moments.isEmpty()) {
      List<String> effects = moments.getLast().effects;
      now.forEach((name, state) -> {
        if (!state.equals(states.get(name))) {
          effects.add(name + " " + state);
        }
      });
      states.keySet().stream()
          .filter(n -> !now.containsKey(n))
          .forEach(n -> effects.add(n + " gone"));
    }
    states.clear();
    states.putAll(now);
  }

  private void note(Step step, String interrupted) {
    SharedObject object = step.object();
    moments.add(
        new Moment(
            step.actor(),
            step.cpu(),
            step.label(),
            step.cpu() < 0 ? "" : subject.run().position(step.label()),
            step.cpu() < 0 ? "" : places.getOrDefault(step.actor(), ""),
            step.access(),
            object == null ? "" : object.name(),
            interrupted));
    touched.add(object);
    order(step, object);
  }

  /**
   * Finds out who held which lock when. An object that somebody unlocks is a lock; whoever accesses
   * it by compare and swap while nobody has it takes it.
   */
  private void hold() {
    Set<SharedObject> locks = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < moments.size(); i++) {
      SharedObject object = touched.get(i);
      if (object != null && moments.get(i).access == Access.UNLOCK) {
        locks.add(object);
      }
    }
    for (int i = 0; i < moments.size(); i++) {
      Moment m = moments.get(i);
      SharedObject object = touched.get(i);
      if (m.preempts()) {
        m.held = String.join(", ", heldBy(m.interrupted));
      }
      if (object == null) {
        continue;
      }
      switch (m.access) {
        case LOCK -> holders.put(object, m.label);
        case CAS, TRYLOCK -> {
          if (locks.contains(object)) {
            holders.putIfAbsent(object, m.label);
          }
        }
        case UNLOCK -> holders.remove(object);
        case LOAD, STORE, RMW, SLEEP, WAKEUP, AWAIT -> {
          // of no lock
        }
      }
    }
  }

  private List<String> heldBy(String label) {
    List<String> held = new ArrayList<>();
    holders.forEach((lock, holder) -> {
      if (holder.equals(label)) {
        held.add(lock.name());
      }
    });
    return held;
  }

  private void order(Step step, @Nullable SharedObject object) {
    int column = columns.computeIfAbsent(step.actor(), a -> columns.size());
    int[] clock = latest.getOrDefault(step.actor(), new int[0]).clone();
    if (step.cpu() < 0 || object == null) {
      // events, and steps that take interrupts: in doubt everything before counts
      for (int[] other : latest.values()) {
        clock = join(clock, other);
      }
    } else {
      Past past = objects.computeIfAbsent(object, o -> new Past());
      boolean writes = step.access().writes();
      clock = join(clock, writes ? past.all : past.writes);
    }
    clock = Arrays.copyOf(clock, Math.max(clock.length, column + 1));
    clock[column] = count(step.actor());
    latest.put(step.actor(), clock);
    clocks.add(clock);
    if (object != null) {
      Past past = objects.computeIfAbsent(object, o -> new Past());
      past.all = join(past.all, clock);
      past.writes = step.access().writes() ? past.all : past.writes;
    }
  }

  private int count(int actor) {
    int count = 0;
    for (Moment m : moments) {
      count += m.actor == actor ? 1 : 0;
    }
    return count;
  }

  private static int[] join(int[] a, int[] b) {
    int[] joined = Arrays.copyOf(a, Math.max(a.length, b.length));
    for (int i = 0; i < b.length; i++) {
      joined[i] = Math.max(joined[i], b[i]);
    }
    return joined;
  }

  /**
   * The execution, when it is over; what cannot have influenced its last step is marked if the end
   * is one step.
   */
  List<Moment> moments(boolean endIsLastStep) {
    look();
    hold();
    if (endIsLastStep && !clocks.isEmpty()) {
      int[] end = clocks.getLast();
      Map<Integer, Integer> counts = new LinkedHashMap<>();
      for (Moment m : moments) {
        int index = counts.merge(m.actor, 1, Integer::sum);
        int column = columns.getOrDefault(m.actor, 0);
        m.matters = column < end.length && end[column] >= index;
      }
    }
    return List.copyOf(moments);
  }

  /** Where the functions that a text names begin in the original, a line for each source file. */
  List<String> positions(String text) {
    return functions.positions(text);
  }

  /**
   * The last time somebody else woke threads on the queue on which a thread went to sleep.
   *
   * @return in words; empty if the steps do not show on which queue that was
   */
  String lastWakeup(String sleeper) {
    String queue = "";
    int since = 0;
    for (int i = moments.size() - 1; i >= 0 && queue.isEmpty(); i--) {
      Moment m = moments.get(i);
      if (m.label.equals(sleeper) && QUEUE.matcher(m.object).find()) {
        queue = m.object;
        since = i;
      }
    }
    if (queue.isEmpty()) {
      return "";
    }
    for (int i = moments.size() - 1; i >= 0; i--) {
      Moment m = moments.get(i);
      if (m.object.equals(queue)
          && !m.label.equals(sleeper)
          && (m.access == Access.WAKEUP || WAKING.matcher(m.place).find())) {
        return "it went to sleep at step "
            + (since + 1)
            + "; the last wakeup on "
            + queue
            + " is step "
            + (i + 1)
            + ", by "
            + m.label;
      }
    }
    return "it went to sleep at step " + (since + 1) + ", and nobody wakes anybody on " + queue;
  }

  /** Who holds which lock at the end. */
  List<String> holders() {
    List<String> lines = new ArrayList<>();
    holders.forEach((lock, holder) -> lines.add(holder + " holds " + lock.name()));
    return lines;
  }

  @Override
  public boolean racesTimers() {
    return policy.racesTimers();
  }
}
