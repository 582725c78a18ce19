package dev.dramatis.explore.toy;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.Subject;
import dev.dramatis.spi.machine.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small concurrent program and its executor.
 *
 * <p>The program is set up once and executed often: bodies of threads keep their state in locals
 * and in the toy's objects, which begin every execution anew.
 *
 * <p>A thread whose check fails ends there; the others go on, so that what they would have done is
 * explored too.
 */
public final class Toy implements Subject {
  /** Steps after which an execution counts as a livelock. */
  private static final int PATIENCE = 100_000;

  private final String name;
  private final Coroutines coroutines = Coroutines.choose();
  private final List<ToyObject> objects = new ArrayList<>();
  private final List<ToyThread> roots = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private final List<Runnable> onStart = new ArrayList<>();
  boolean observing;
  private boolean declared;

  // one execution
  private ToyThread[] threads = new ToyThread[8];
  private int threadCount;
  private Step[] candidates = new Step[8];
  private ChoicePolicy policy = (enabled, count) -> -1;
  private int stepIndex;
  private @Nullable ToyThread running;
  private @Nullable ToyThread toStart;
  private boolean starting;
  private boolean cut;
  private boolean exhausted;
  private @Nullable ToyThread failedThread;
  private @Nullable Violation failure;

  private Toy(String name) {
    this.name = name;
  }

  /** A program; {@code setUp} makes its objects and threads. */
  public static Toy of(String name, Consumer<Toy> setUp) {
    Toy toy = new Toy(name);
    setUp.accept(toy);
    return toy;
  }

  // ---- setting up

  /** A thread that is there from the start. */
  public void thread(String threadName, Runnable body) {
    roots.add(new ToyThread(this, roots.size() + alarms.size(), threadName, body));
  }

  /** An atomic variable, 0 at the start. */
  public Cell cell(String cellName) {
    return cell(cellName, 0);
  }

  /** An atomic variable. */
  public Cell cell(String cellName, int initial) {
    return new Cell(this, cellName, initial);
  }

  /** Atomic variables, 0 at the start. */
  public Cell[] cells(String cellName, int count) {
    Cell[] cells = new Cell[count];
    Arrays.setAll(cells, i -> cell(cellName + i));
    return cells;
  }

  /** A lock. */
  public Mutex mutex(String mutexName) {
    return new Mutex(this, mutexName);
  }

  /** A wait channel. */
  public Condition condition(String conditionName) {
    return new Condition(this, conditionName);
  }

  /** A timer; the handler takes no steps. */
  public Alarm alarm(String alarmName, Runnable handler) {
    Alarm alarm = new Alarm(this, alarmName, roots.size() + alarms.size(), handler);
    alarms.add(alarm);
    return alarm;
  }

  /** Something to do at the start of every execution, such as to clear what bodies keep outside. */
  public void onStart(Runnable action) {
    onStart.add(action);
  }

  /**
   * Digests of states are made from what each thread has seen so far. Always sound, and rarely
   * small.
   */
  public Toy observing() {
    observing = true;
    return this;
  }

  /**
   * Digests of states are made from the values of objects and from what threads declare by {@link
   * #mark}.
   */
  public Toy marking() {
    declared = true;
    return this;
  }

  int register(ToyObject object) {
    objects.add(object);
    return objects.size() - 1;
  }

  // ---- for bodies of threads

  /** A step that begins another thread. */
  public ToyThread spawn(String threadName, Runnable body) {
    return current().spawn(threadName, body);
  }

  /** A step that waits for the end of another thread. */
  public void join(ToyThread thread) {
    current().join(thread);
  }

  /** Ends the thread with a failure unless a condition holds. */
  public void check(boolean condition, String check, String detail) {
    if (!condition) {
      throw new Violation(check, detail);
    }
  }

  /** Declares what of the thread's own state matters for what follows, such as its position. */
  public void mark(long local) {
    current().mark(local);
  }

  ToyThread current() {
    ToyThread thread = running;
    if (thread == null) {
      throw new IllegalStateException("a step of " + name + " outside its threads");
    }
    return thread;
  }

  int stepIndex() {
    return stepIndex;
  }

  void alsoWrites(ToyObject object) {
    policy.touched(object.number, true);
  }

  // ---- an execution

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome execute(ChoicePolicy chooser) {
    policy = chooser;
    reset();
    onStart.forEach(Runnable::run);
    for (ToyThread thread : roots) {
      start(thread);
    }
    decide();
    while (true) {
      ToyThread newcomer = toStart;
      if (newcomer != null) {
        ToyThread parent = running;
        toStart = null;
        start(newcomer);
        running = parent;
      }
      ToyThread next = running;
      if (next == null) {
        return outcome();
      }
      next.resume(coroutines);
    }
  }

  private void reset() {
    for (int i = 0; i < objects.size(); i++) {
      objects.get(i).reset();
    }
    for (int i = 0; i < threadCount; i++) {
      threads[i].reset();
    }
    threadCount = 0;
    stepIndex = -1;
    running = null;
    cut = false;
    exhausted = false;
    failure = null;
    failedThread = null;
  }

  private void start(ToyThread thread) {
    if (threadCount == threads.length) {
      threads = Arrays.copyOf(threads, 2 * threadCount);
    }
    if (threadCount + alarms.size() + 1 >= candidates.length) {
      candidates = Arrays.copyOf(candidates, 2 * candidates.length);
    }
    // in the order of their numbers, whoever was started first
    int place = threadCount++;
    while (place > 0 && threads[place - 1].number > thread.number) {
      threads[place] = threads[place - 1];
      place--;
    }
    threads[place] = thread;
    starting = true;
    running = thread;
    thread.resume(coroutines);
    starting = false;
  }

  /** A thread begins between two steps of its parent. */
  void startBefore(ToyThread child, ToyThread parent) {
    toStart = child;
    parent.suspend();
  }

  /**
   * A thread has announced its next step.
   *
   * @return whether it is chosen at once
   */
  boolean passTurn(ToyThread thread) {
    if (starting) {
      return false;
    }
    decide();
    return running == thread;
  }

  void threadEnded() {
    if (!starting) {
      decide();
    }
  }

  private void decide() {
    while (true) {
      int count = 0;
      for (int i = 0; i < threadCount; i++) {
        if (threads[i].enabled()) {
          candidates[count++] = threads[i];
        }
      }
      for (int i = 0; i < alarms.size(); i++) {
        if (alarms.get(i).firing.enabled()) {
          candidates[count++] = alarms.get(i).firing;
        }
      }
      running = null;
      if (count == 0) {
        tellBlocked();
        return;
      }
      int choice = policy.choose(candidates, count);
      if (choice < 0) {
        cut = true;
        tellBlocked();
        return;
      }
      if (++stepIndex >= PATIENCE) {
        exhausted = true;
        return;
      }
      if (candidates[choice] instanceof ToyThread thread) {
        running = thread;
        return;
      }
      ((Alarm.Firing) candidates[choice]).fire();
    }
  }

  private void tellBlocked() {
    int count = 0;
    for (int i = 0; i < threadCount; i++) {
      if (threads[i].pending() && !threads[i].enabled()) {
        candidates[count++] = threads[i];
      }
    }
    for (int i = 0; i < alarms.size(); i++) {
      if (!alarms.get(i).firing.enabled()) {
        candidates[count++] = alarms.get(i).firing;
      }
    }
    policy.ended(candidates, count);
  }

  void failed(ToyThread thread, Violation violation) {
    // the same one in all equivalent executions
    if (failedThread == null || thread.number < failedThread.number) {
      failedThread = thread;
      failure = violation;
    }
  }

  private Outcome outcome() {
    if (cut) {
      return Outcome.PRUNED;
    }
    Violation violation = failure;
    if (violation != null) {
      return Outcome.violation(violation.check(), String.valueOf(violation.getMessage()));
    }
    if (exhausted) {
      return Outcome.livelock(stepIndex + " steps without an end");
    }
    for (int i = 0; i < threadCount; i++) {
      if (!threads[i].ended()) {
        return Outcome.deadlock(describeBlocked());
      }
    }
    return Outcome.OK;
  }

  private String describeBlocked() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < threadCount; i++) {
      ToyThread thread = threads[i];
      if (!thread.ended()) {
        text.append(text.isEmpty() ? "" : "; ").append(thread).append(" about to ");
        text.append(thread.object() == null ? "go on" : thread.access() + " " + thread.object());
      }
    }
    return text.toString();
  }

  // ---- digests

  @Override
  public boolean digests() {
    return observing || declared;
  }

  @Override
  public long digest() {
    long sum = 0;
    for (int i = 0; i < objects.size(); i++) {
      sum += mix(i + 1, objects.get(i).digest());
    }
    for (int i = 0; i < threadCount; i++) {
      sum += mix(-1 - threads[i].number, threads[i].digest());
    }
    Violation violation = failure;
    return violation == null ? sum : sum + mix(0, violation.check().hashCode());
  }

  static long mix(long hash, long value) {
    long z = hash * 0x9e3779b97f4a7c15L + value + 0x632be59bd9b4e019L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
