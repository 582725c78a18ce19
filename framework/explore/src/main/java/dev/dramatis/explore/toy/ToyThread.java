package dev.dramatis.explore.toy;

import dev.dramatis.engine.coroutine.Coroutine;
import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a toy. Its coroutine is used for one execution after the other, unless an execution
 * ends in the midst of the thread's body.
 */
public final class ToyThread extends ToyActor {
  /** When the pending step is enabled. */
  private enum Guard {
    /** There is none: not begun, or ended. */
    NOTHING,
    ALWAYS,
    /** The object's value is 0. */
    FREE,
    /** The object's value meets the condition. */
    CONDITION,
    /** Somebody has woken the thread. */
    WOKEN,
    /** Another thread has ended. */
    ENDED
  }

  private static final IntPredicate ANY = value -> true;

  private Runnable body;
  private @Nullable Coroutine coroutine;

  /** Whether the coroutine is between two executions of the body. */
  private boolean resting;

  private Guard guard = Guard.NOTHING;
  private @Nullable ToyObject object;
  private Access access = Access.LOAD;
  private IntPredicate condition = ANY;
  private boolean attempts;
  private int expected;
  private int cause = -1;
  private @Nullable ToyThread awaited;
  private boolean woken;
  private boolean ended;
  private int lastStep;

  private final List<ToyThread> children = new ArrayList<>();
  private int born;
  private long local;

  ToyThread(Toy toy, int number, String name, Runnable body) {
    super(toy, number, name);
    this.body = body;
  }

  // ---- steps, for the thread itself

  void step(ToyObject touches, Access what) {
    object = touches;
    access = what;
    attempts = false;
    guard = Guard.ALWAYS;
    pause();
  }

  void attempt(ToyObject touches, Access what, int expects) {
    object = touches;
    access = what;
    attempts = true;
    expected = expects;
    guard = Guard.ALWAYS;
    pause();
  }

  void lock(Mutex mutex) {
    object = mutex;
    access = Access.LOCK;
    attempts = false;
    guard = Guard.FREE;
    pause();
  }

  void await(ToyObject touches, IntPredicate until) {
    object = touches;
    access = Access.AWAIT;
    attempts = false;
    condition = until;
    guard = Guard.CONDITION;
    pause();
    condition = ANY;
  }

  void alsoWrites(ToyObject other) {
    toy.alsoWrites(other);
  }

  void sleep() {
    object = null;
    access = Access.AWAIT;
    attempts = false;
    woken = false;
    guard = Guard.WOKEN;
    pause();
  }

  void wake() {
    woken = true;
    cause = toy.stepIndex();
  }

  /** A step that touches nothing: another thread begins. */
  ToyThread spawn(String childName, Runnable childBody) {
    local(Guard.ALWAYS);
    ToyThread child;
    if (born < children.size()) {
      child = children.get(born);
      child.body = childBody;
    } else {
      child = new ToyThread(toy, (number + 1) << 8 | born, childName, childBody);
      children.add(child);
    }
    born++;
    child.cause = toy.stepIndex();
    toy.startBefore(child, this);
    return child;
  }

  /** A step that touches nothing: another thread has ended. */
  void join(ToyThread child) {
    awaited = child;
    local(Guard.ENDED);
    awaited = null;
  }

  private void local(Guard when) {
    object = null;
    access = Access.LOAD;
    attempts = false;
    guard = when;
    pause();
  }

  private void pause() {
    if (!toy.passTurn(this)) {
      suspend();
    }
    cause = -1;
    guard = Guard.NOTHING;
    if (toy.observing) {
      observe(access.ordinal());
      observe(object == null ? -1 : object.number);
    }
  }

  int saw(int value) {
    if (toy.observing) {
      observe(value);
    }
    return value;
  }

  private void observe(long value) {
    local = Toy.mix(local, value);
  }

  /** Declares what of the thread's own state matters for what follows. */
  void mark(long newLocal) {
    if (!toy.observing) {
      local = newLocal;
    }
  }

  void suspend() {
    Coroutine c = coroutine;
    if (c == null) {
      throw new IllegalStateException(name + " does not run");
    }
    c.suspend();
  }

  // ---- life

  void resume(Coroutines coroutines) {
    Coroutine c = coroutine;
    if (c == null) {
      c = coroutines.create(this::runAgainAndAgain);
      coroutine = c;
    }
    resting = false;
    c.resume();
  }

  private void runAgainAndAgain() {
    while (true) {
      try {
        body.run();
      } catch (Violation failed) {
        toy.failed(this, failed);
      }
      ended = true;
      lastStep = toy.stepIndex();
      resting = true;
      toy.threadEnded();
      suspend();
    }
  }

  @Override
  void reset() {
    Coroutine c = coroutine;
    if (c != null && !resting) {
      coroutine = null;
      c.abandon();
    }
    guard = Guard.NOTHING;
    cause = -1;
    awaited = null; // it may have been cut off while it waited
    lastStep = -1;
    ended = false;
    born = 0;
    local = 0;
  }

  boolean ended() {
    return ended;
  }

  /** Whether the thread was begun in this execution, and waits for something. */
  boolean pending() {
    return guard != Guard.NOTHING;
  }

  @Override
  boolean enabled() {
    return switch (guard) {
      case NOTHING -> false;
      case ALWAYS -> true;
      case FREE -> object != null && object.value == 0;
      case CONDITION -> object != null && condition.test(object.value);
      case WOKEN -> woken;
      case ENDED -> awaited != null && awaited.ended;
    };
  }

  @Override
  long digest() {
    long d = Toy.mix(local, guard.ordinal() << 8 | access.ordinal());
    d = Toy.mix(d, object == null ? -1 : object.number);
    return Toy.mix(d, guard == Guard.WOKEN && woken ? 1 : 0);
  }

  // ---- as a step

  @Override
  public @Nullable SharedObject object() {
    return object;
  }

  @Override
  public int objectNumber() {
    return object == null ? -1 : object.number;
  }

  @Override
  public Access access() {
    return attempts && object != null && object.value != expected ? Access.LOAD : access;
  }

  @Override
  public boolean guarded() {
    return object != null && guard != Guard.ALWAYS;
  }

  @Override
  public int cause() {
    ToyThread other = awaited;
    return other == null ? cause : other.lastStep;
  }

  @Override
  public Past before(int changes) {
    ToyObject o = object;
    if (o == null) {
      return Past.UNKNOWN;
    }
    int value = o.valueBefore(changes);
    return switch (guard) {
      case FREE -> value == 0 ? Past.WRITES : Past.BLOCKED;
      case CONDITION -> condition.test(value) ? Past.READS : Past.BLOCKED;
      case ALWAYS -> access.writes() && (!attempts || value == expected) ? Past.WRITES : Past.READS;
      case NOTHING, WOKEN, ENDED -> Past.UNKNOWN;
    };
  }
}
