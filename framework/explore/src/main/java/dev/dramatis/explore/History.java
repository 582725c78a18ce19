package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.engine.choice.Step.Past;
import dev.dramatis.spi.machine.Access;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One execution as a partial order: its events, their vector clocks, and the races between them.
 *
 * <p>Keeps everything when it is cut back to a beginning, so that an execution that shares the
 * beginning need not record it again. Everything lies in arrays of numbers; recording allocates
 * nothing once they have grown.
 *
 * <p>A race is a pair of conflicting events that could have happened in the other order, with
 * nothing between them that would forbid it. For an event that waits for a state of its object,
 * such as taking a lock, that is not the last change of the object, which made the event possible,
 * but the latest earlier one before which it was possible already.
 */
final class History {
  final Footprints footprints = new Footprints();
  private final Numbers actors = new Numbers();
  private final Numbers objects = new Numbers();

  int size;
  int[] actor = new int[64];

  /** Position among the events of its actor, from 1. */
  int[] local = new int[64];

  /** What the event touched, see {@link Footprints}. */
  int[] footprint = new int[64];

  private int[] previousOfActor = new int[64];
  private int[] previousGlobal = new int[64];
  private int[] cause = new int[64];
  private int[] touchStart = new int[65];

  /** Vector clocks, {@link #stride} numbers an event. */
  private int[] clock = new int[64 * 8];

  private int stride = 8;

  // last event of each actor, of each object, and of those that touch everything, or -1
  private int[] lastOfActor = filled(8);
  private int[] lastTouch = filled(16);
  private int lastGlobal = -1;

  // what events touch, in order of events
  private int[] touch = new int[64];
  private int[] touchEvent = new int[64];
  private int[] touchPrevious = new int[64];
  private boolean[] takesLock = new boolean[64];
  private int touches;

  /** Races of event j are those from raceStart[j] up to raceStart[j + 1]. */
  int[] raceStart = new int[65];

  /** The earlier event of a race. */
  int[] raceWith = new int[64];

  /** What the later one would touch if it came first. */
  int[] raceFootprint = new int[64];

  private int races;

  /** Whether a guess had to be made whether an event was possible earlier. */
  private boolean guessed;

  /** Whether the last event is still going on, so that it may touch more. */
  private boolean open;

  /** Whether the last event would touch the same in another order. */
  private boolean exact;

  /** Whether there ever was one that might not. */
  private boolean inexact;

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, -1);
    return array;
  }

  int actors() {
    return actors.size();
  }

  int denseActor(int number) {
    int dense = actors.dense(number);
    if (dense >= lastOfActor.length) {
      int old = lastOfActor.length;
      lastOfActor = Arrays.copyOf(lastOfActor, 2 * old);
      Arrays.fill(lastOfActor, old, 2 * old, -1);
    }
    if (dense >= stride) {
      widen();
    }
    return dense;
  }

  int actorNumber(int dense) {
    return actors.sparse(dense);
  }

  private void widen() {
    int[] wide = new int[2 * stride * actor.length];
    for (int i = 0; i < size; i++) {
      System.arraycopy(clock, i * stride, wide, 2 * i * stride, stride);
    }
    clock = wide;
    stride *= 2;
  }

  private int denseObject(int number) {
    int dense = objects.dense(number) + Footprints.FIRST_OBJECT;
    if (dense >= lastTouch.length) {
      int old = lastTouch.length;
      lastTouch = Arrays.copyOf(lastTouch, 2 * old);
      Arrays.fill(lastTouch, old, 2 * old, -1);
    }
    return dense;
  }

  boolean guessed() {
    return guessed;
  }

  boolean inexact() {
    return inexact;
  }

  /** Whether event i is before event j in the partial order, or the same. */
  boolean before(int i, int j) {
    return clock[j * stride + actor[i]] >= local[i];
  }

  /** Whether event i is before event j for another reason than the objects that j touches. */
  boolean beforeApart(int i, int j) {
    int p = previousOfActor[j];
    if (p >= 0 && before(i, p)) {
      return true;
    }
    int c = cause[j];
    return c >= 0 && before(i, c);
  }

  /** The objects that a footprint stands for, by their canonical numbers; null for everything. */
  int @Nullable [] canonical(int prints) {
    if (prints == Footprints.EVERYTHING) {
      return null;
    }
    int[] touched = footprints.touches(prints);
    for (int i = 0; i < touched.length; i++) {
      int number = objects.sparse((touched[i] >> 1) - Footprints.FIRST_OBJECT);
      touched[i] = number << 1 | (touched[i] & 1);
    }
    return touched;
  }

  /** The footprint that stands for objects. */
  int denseFootprint(int @Nullable [] canonical) {
    if (canonical == null) {
      return Footprints.EVERYTHING;
    }
    if (canonical.length == 0) {
      return Footprints.NOTHING;
    }
    int[] touched = new int[canonical.length];
    for (int i = 0; i < touched.length; i++) {
      touched[i] = Footprints.of(denseObject(canonical[i] >> 1), (canonical[i] & 1) != 0);
    }
    return footprints.of(touched, 0, touched.length);
  }

  // ---- recording

  /** What a step touches, as far as it announces. */
  int footprintOf(Step step) {
    if (step.object() == null) {
      return step.cpu() < 0 ? Footprints.EVERYTHING : Footprints.NOTHING;
    }
    return Footprints.of(denseObject(step.objectNumber()), step.access().writes());
  }

  /** An event begins. */
  void begin(Step step) {
    close();
    int j = size;
    ensure(j);
    int a = denseActor(step.actor());
    actor[j] = a;
    int previous = lastOfActor[a];
    previousOfActor[j] = previous;
    previousGlobal[j] = lastGlobal;
    cause[j] = step.cause();
    local[j] = previous < 0 ? 1 : local[previous] + 1;
    startClock(j);
    raceStart[j] = races;
    touchStart[j] = touches;
    lastOfActor[a] = j;
    size = j + 1;
    open = true;
    exact = step.exact();
    int prints = footprintOf(step);
    footprint[j] = prints;
    if (prints == Footprints.EVERYTHING) {
      touchEverything(j);
    } else if (prints != Footprints.NOTHING) {
      touch(j, prints, step);
    }
  }

  private void startClock(int j) {
    int at = j * stride;
    int previous = previousOfActor[j];
    if (previous < 0) {
      Arrays.fill(clock, at, at + stride, 0);
    } else {
      System.arraycopy(clock, previous * stride, clock, at, stride);
    }
    clock[at + actor[j]] = local[j];
    join(j, cause[j]);
    join(j, lastGlobal);
  }

  private void join(int j, int earlier) {
    if (earlier < 0) {
      return;
    }
    int to = j * stride;
    int from = earlier * stride;
    for (int k = 0; k < stride; k++) {
      int c = clock[from + k];
      if (c > clock[to + k]) {
        clock[to + k] = c;
      }
    }
  }

  private void touch(int j, int prints, Step step) {
    int object = prints >> 1;
    boolean writes = (prints & 1) != 0;
    int last = lastTouch[object];
    if (last >= 0) {
      if (step.guarded()) {
        raceOfGuarded(j, prints, last, step, true);
      } else {
        raceOfFree(j, prints, last, step);
      }
      joinObject(j, last, writes);
    }
    addTouch(
        j, prints, writes && (step.access() == Access.LOCK || step.access() == Access.TRYLOCK));
  }

  private void addTouch(int j, int prints, boolean lock) {
    if (touches == touch.length) {
      touch = Arrays.copyOf(touch, 2 * touches);
      touchEvent = Arrays.copyOf(touchEvent, 2 * touches);
      touchPrevious = Arrays.copyOf(touchPrevious, 2 * touches);
      takesLock = Arrays.copyOf(takesLock, 2 * touches);
    }
    touch[touches] = prints;
    touchEvent[touches] = j;
    touchPrevious[touches] = lastTouch[prints >> 1];
    takesLock[touches] = lock;
    lastTouch[prints >> 1] = touches++;
  }

  /** The event in progress touches another object. */
  void alsoTouches(int number, boolean writes) {
    int j = size - 1;
    int object = denseObject(number);
    int prints = Footprints.of(object, writes);
    for (int t = touchStart[j]; t < touches; t++) {
      if (touch[t] >> 1 == object && (touch[t] & 1) >= (prints & 1)) {
        return;
      }
    }
    int last = lastTouch[object];
    if (last >= 0) {
      raceOfFree(j, prints, last, null);
      joinObject(j, last, writes);
    }
    addTouch(j, prints, false);
  }

  /** The last change of an object happens before; so do, before a change, the loads since. */
  private void joinObject(int j, int last, boolean writes) {
    int t = last;
    while (t >= 0) {
      boolean write = (touch[t] & 1) != 0;
      if ((write || writes) && touchEvent[t] != j) {
        join(j, touchEvent[t]);
      }
      if (write && touchEvent[t] != j) {
        return;
      }
      t = touchPrevious[t];
    }
  }

  private void touchEverything(int j) {
    for (int a = 0; a < actors.size(); a++) {
      int last = lastOfActor[a];
      if (last >= 0 && last != j && !beforeApart(last, j)) {
        addRace(last, Footprints.EVERYTHING);
      }
    }
    latestFirst(raceStart[j]);
    for (int a = 0; a < actors.size(); a++) {
      if (lastOfActor[a] != j) {
        join(j, lastOfActor[a]);
      }
    }
    lastGlobal = j;
  }

  /** Puts races into an order that does not depend on the numbers of actors. */
  private void latestFirst(int start) {
    for (int r = start + 1; r < races; r++) {
      int with = raceWith[r];
      int at = r;
      while (at > start && raceWith[at - 1] < with) {
        raceWith[at] = raceWith[at - 1];
        at--;
      }
      raceWith[at] = with;
    }
  }

  /** The event in progress has touched all that it touches. */
  void close() {
    if (!open) {
      return;
    }
    open = false;
    int j = size - 1;
    int count = touches - touchStart[j];
    int announced = footprint[j] == Footprints.NOTHING ? 0 : 1;
    if (count > announced && footprint[j] != Footprints.EVERYTHING) {
      footprint[j] = footprints.of(touch, touchStart[j], touches);
      Arrays.fill(raceFootprint, raceStart[j], races, footprint[j]);
    }
    if (!exact) {
      inexact = true;
      Arrays.fill(raceFootprint, raceStart[j], races, Footprints.EVERYTHING);
    }
    if (previousGlobal[j] >= 0 && footprint[j] != Footprints.EVERYTHING) {
      raceWithGlobal(j);
    }
    boolean several = count > 1 || previousGlobal[j] >= 0 || footprint[j] == Footprints.EVERYTHING;
    if (several && races - raceStart[j] > 1) {
      dropIndirect(j);
    }
    raceStart[size] = races;
    touchStart[size] = touches;
  }

  /** An event that touches everything is in conflict also with what touches nothing. */
  private void raceWithGlobal(int j) {
    if (!beforeApart(previousGlobal[j], j)) {
      addRace(previousGlobal[j], footprint[j]);
    }
  }

  /** Of the races of an event with several objects, those with another one in between are none. */
  private void dropIndirect(int j) {
    int kept = raceStart[j];
    for (int r = raceStart[j]; r < races; r++) {
      if (!indirect(j, r)) {
        raceWith[kept] = raceWith[r];
        raceFootprint[kept++] = raceFootprint[r];
      }
    }
    races = kept;
  }

  private boolean indirect(int j, int r) {
    int i = raceWith[r];
    for (int s = raceStart[j]; s < races; s++) {
      if (raceWith[s] != i ? before(i, raceWith[s]) : s < r) {
        return true;
      }
    }
    return false;
  }

  // ---- races

  private void addRace(int i, int prints) {
    if (races == raceWith.length) {
      raceWith = Arrays.copyOf(raceWith, 2 * races);
      raceFootprint = Arrays.copyOf(raceFootprint, 2 * races);
    }
    raceWith[races] = i;
    raceFootprint[races++] = prints;
  }

  /**
   * Races of an event with the loads since the last change, if it is a change itself. Returns
   * whether there are loads of others since.
   */
  private boolean raceWithLoads(int j, int prints, int last) {
    boolean any = false;
    for (int t = last; t >= 0 && (touch[t] & 1) == 0; t = touchPrevious[t]) {
      int i = touchEvent[t];
      if (actor[i] != actor[j] && !beforeApart(i, j)) {
        any = true;
        if (isLastLoadOf(i, last, t)) {
          addRace(i, prints);
        }
      } else {
        any |= i != j;
      }
    }
    return any;
  }

  private boolean isLastLoadOf(int i, int last, int until) {
    for (int t = last; t != until; t = touchPrevious[t]) {
      if (actor[touchEvent[t]] == actor[i]) {
        return false;
      }
    }
    return true;
  }

  private int lastWrite(int last) {
    int t = last;
    while (t >= 0 && (touch[t] & 1) == 0) {
      t = touchPrevious[t];
    }
    return t;
  }

  private void raceOfFree(int j, int prints, int last, @Nullable Step step) {
    if ((prints & 1) != 0 && raceWithLoads(j, prints, last)) {
      return;
    }
    int t = lastWrite(last);
    if (t < 0 || touchEvent[t] == j || beforeApart(touchEvent[t], j)) {
      return;
    }
    addRace(touchEvent[t], step == null ? prints : printsBefore(step, prints));
  }

  /** What a step would touch without the last change of its object. */
  private static int printsBefore(Step step, int prints) {
    return switch (step.before(1)) {
      case READS -> prints & ~1;
      case WRITES -> prints | 1;
      case BLOCKED, UNKNOWN -> prints;
    };
  }

  /**
   * The race of an event that waits for its object.
   *
   * @param enabled whether it is possible now
   */
  private void raceOfGuarded(int j, int prints, int last, Step step, boolean enabled) {
    if (enabled && (prints & 1) != 0 && raceWithLoads(j, prints, last)) {
      return;
    }
    int changes = 1;
    for (int t = lastWrite(last); t >= 0; t = lastWrite(touchPrevious[t])) {
      int i = touchEvent[t];
      if (beforeApart(i, j)) {
        return;
      }
      Past past = step.before(changes++);
      boolean known = past != Past.UNKNOWN || step.access() == Access.LOCK;
      boolean possible = past == Past.UNKNOWN ? !known || takesLock[t] : past != Past.BLOCKED;
      guessed |= !known;
      if (possible) {
        addRace(i, past == Past.READS ? prints & ~1 : past == Past.WRITES ? prints | 1 : prints);
        if (known) {
          return;
        }
      }
    }
  }

  /**
   * Adds an event that could not happen, as it would be next, with its races; to be taken back by
   * {@link #truncate}.
   */
  void addBlocked(Step step) {
    close();
    int j = size;
    ensure(j);
    int a = denseActor(step.actor());
    actor[j] = a;
    int previous = lastOfActor[a];
    previousOfActor[j] = previous;
    previousGlobal[j] = lastGlobal;
    cause[j] = -1;
    local[j] = previous < 0 ? 1 : local[previous] + 1;
    raceStart[j] = races;
    int prints = footprintOf(step);
    footprint[j] = prints;
    if (step.object() != null && lastTouch[prints >> 1] >= 0) {
      raceOfGuarded(j, prints, lastTouch[prints >> 1], step, false);
    }
    if (!step.exact()) {
      Arrays.fill(raceFootprint, raceStart[j], races, Footprints.EVERYTHING);
    }
  }

  /** How many races the event that could not happen has; they begin at {@code raceStart[size]}. */
  int blockedRaces() {
    return races - raceStart[size];
  }

  void forgetBlocked() {
    races = raceStart[size];
  }

  /** Begins something new, in which nothing depends on what was before. */
  void restart() {
    truncate(0);
    guessed = false;
    inexact = false;
  }

  /** Cuts back to the first events. */
  void truncate(int length) {
    close();
    for (int e = size - 1; e >= length; e--) {
      lastOfActor[actor[e]] = previousOfActor[e];
      lastGlobal = previousGlobal[e];
      while (touches > touchStart[e]) {
        touches--;
        lastTouch[touch[touches] >> 1] = touchPrevious[touches];
      }
    }
    if (length < size) {
      races = raceStart[length];
      size = length;
    }
  }

  private void ensure(int j) {
    if (j + 1 < actor.length) {
      return;
    }
    int n = 2 * actor.length;
    actor = Arrays.copyOf(actor, n);
    local = Arrays.copyOf(local, n);
    footprint = Arrays.copyOf(footprint, n);
    previousOfActor = Arrays.copyOf(previousOfActor, n);
    previousGlobal = Arrays.copyOf(previousGlobal, n);
    cause = Arrays.copyOf(cause, n);
    touchStart = Arrays.copyOf(touchStart, n + 1);
    raceStart = Arrays.copyOf(raceStart, n + 1);
    clock = Arrays.copyOf(clock, n * stride);
  }
}
