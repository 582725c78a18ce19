package dev.dramatis.explore.report;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes down an execution that another policy decides: who did what, in which function of the
 * kernel, and what of it lies in the past of the end.
 */
final class Narrator implements ChoicePolicy {
  private static final int FUNCTIONS = 3;

  /** What personalities call their queues of sleepers, and the functions that wake. */
  private static final Pattern QUEUE = Pattern.compile("sleep|umtx", Pattern.CASE_INSENSITIVE);

  private static final Pattern WAKING =
      Pattern.compile("wake|broadcast|signal", Pattern.CASE_INSENSITIVE);

  private final ChoicePolicy policy;
  private final List<Moment> moments = new ArrayList<>();
  private final Map<Integer, String> places = new LinkedHashMap<>();
  private final Map<Integer, Integer> columns = new LinkedHashMap<>();
  private final List<int[]> clocks = new ArrayList<>();
  private final Map<Integer, int[]> latest = new LinkedHashMap<>();
  private final Map<SharedObject, Past> objects = new java.util.IdentityHashMap<>();
  private final Map<SharedObject, String> holders = new LinkedHashMap<>();
  private @Nullable Integer last;

  /** Clocks of the last write of an object and of the reads since. */
  private static final class Past {
    int[] writes = new int[0];
    int[] all = new int[0];
  }

  Narrator(ChoicePolicy policy) {
    this.policy = policy;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    Integer before = last;
    if (before != null) {
      places.put(before, place());
    }
    int choice = policy.choose(enabled, count);
    if (choice >= 0) {
      boolean couldGoOn = false;
      for (int i = 0; i < count; i++) {
        couldGoOn |= before != null && enabled[i].actor() == before && i != choice;
      }
      note(enabled[choice], couldGoOn && enabled[choice].actor() != before);
      last = enabled[choice].actor();
    }
    return choice;
  }

  /**
   * The policy is asked by the CPU that acted last, from inside its kernel: the frames between the
   * engine and the system call are where it stands.
   */
  private static String place() {
    return StackWalker.getInstance()
        .walk(frames -> {
          Deque<String> functions = new ArrayDeque<>();
          boolean inside = false;
          for (var frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            String type = frame.getClassName();
            if (type.startsWith("dev.dramatis.personality.")) {
              inside = true;
              add(functions, frame.getMethodName());
            } else if (inside && type.startsWith("dev.dramatis.simulation.")) {
              break;
            }
          }
          return String.join(" > ", functions);
        });
  }

  private static void add(Deque<String> functions, String method) {
    if (functions.size() < FUNCTIONS
        && !method.startsWith("lambda$")
        && !method.equals(functions.peekFirst())) {
      functions.addFirst(method);
    }
  }

  private void note(Step step, boolean preempts) {
    SharedObject object = step.object();
    String name = object == null ? "" : object.name();
    moments.add(
        new Moment(
            step.actor(),
            step.cpu(),
            step.label(),
            step.cpu() < 0 ? "" : places.getOrDefault(step.actor(), ""),
            step.access(),
            name,
            preempts,
            true));
    order(step, object);
    if (object != null) {
      hold(step, object);
    }
  }

  private void hold(Step step, SharedObject object) {
    switch (step.access()) {
      case LOCK, TRYLOCK -> holders.put(object, step.label());
      case UNLOCK -> holders.remove(object);
      case LOAD, STORE, RMW, CAS, SLEEP, WAKEUP, AWAIT -> {
        // of no lock
      }
    }
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
      count += m.actor() == actor ? 1 : 0;
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

  /** The execution; what cannot have influenced its last step is marked if the end is one step. */
  List<Moment> moments(boolean endIsLastStep) {
    if (!endIsLastStep || clocks.isEmpty()) {
      return List.copyOf(moments);
    }
    int[] end = clocks.getLast();
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    List<Moment> sliced = new ArrayList<>();
    for (Moment m : moments) {
      int index = counts.merge(m.actor(), 1, Integer::sum);
      int column = columns.getOrDefault(m.actor(), 0);
      sliced.add(m.mattering(column < end.length && end[column] >= index));
    }
    return sliced;
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
      if (m.label().equals(sleeper) && QUEUE.matcher(m.object()).find()) {
        queue = m.object();
        since = i;
      }
    }
    if (queue.isEmpty()) {
      return "";
    }
    for (int i = moments.size() - 1; i >= 0; i--) {
      Moment m = moments.get(i);
      if (m.object().equals(queue)
          && !m.label().equals(sleeper)
          && (m.access() == Access.WAKEUP || WAKING.matcher(m.place()).find())) {
        return "it went to sleep at step "
            + (since + 1)
            + "; the last wakeup on "
            + queue
            + " is step "
            + (i + 1)
            + ", by "
            + m.label();
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
