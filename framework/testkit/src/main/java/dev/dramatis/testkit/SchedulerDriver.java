package dev.dramatis.testkit;

import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives a scheduler through random histories as a kernel would, and checks every answer against a
 * model of its own: which thread is ready, running, blocked. The seed determines the history as far
 * as the scheduler's answers allow.
 */
public final class SchedulerDriver {
  private static final int MAX_THREADS = 40;
  private static final int REMEMBERED_STEPS = 12;

  private final SchedulerFactory factory;
  private final FakeSchedulerHost host;
  private final RandomSource random;
  private final long seed;
  private final List<FakeSchedThread> ready = new ArrayList<>();
  private final List<FakeSchedThread> blocked = new ArrayList<>();
  private final List<FakeSchedThread> detached = new ArrayList<>();
  private final @Nullable FakeSchedThread[] current;
  private final List<Integer> picked = new ArrayList<>();
  private final Deque<String> history = new ArrayDeque<>();
  private Scheduler scheduler;
  private int created;

  /** A driver over a fresh scheduler. */
  public SchedulerDriver(SchedulerFactory factory, FakeSchedulerHost host, long seed) {
    this.factory = factory;
    this.host = host;
    this.seed = seed;
    this.random = new FakeRandom(seed);
    this.current = new FakeSchedThread[host.cpuCount()];
    this.scheduler = factory.create(host);
  }

  /** Ids in the order in which the scheduler picked them; -1 for an idle CPU. */
  public List<Integer> picked() {
    return List.copyOf(picked);
  }

  /** Takes random steps. */
  public void run(int steps) {
    for (int i = 0; i < steps; i++) {
      advance(1_000 + random.nextInt(3_000_000));
      try {
        step();
        honourPreemptions();
      } catch (RuntimeException e) {
        throw new AssertionError("the scheduler threw " + e + where(), e);
      }
      checkCounts();
    }
  }

  /**
   * Blocks everything that runs until nothing is ready; fails if the scheduler does not come up
   * with some thread.
   */
  public void drain() {
    int rounds = ready.size() + 2;
    for (int i = 0; i < rounds; i++) {
      for (int cpu = 0; cpu < current.length; cpu++) {
        leave(cpu, Leaving.BLOCK);
      }
    }
    check(ready.isEmpty(), "lost: " + ready + " are ready, but no CPU gets them");
  }

  private void step() {
    int cpu = random.nextInt(current.length);
    switch (random.nextInt(16)) {
      case 0, 1 -> create(cpu);
      case 2, 3, 4 -> wake();
      case 5, 6 -> leave(cpu, Leaving.BLOCK);
      case 7 -> leave(cpu, Leaving.YIELD);
      case 8, 9 -> leave(cpu, Leaving.PREEMPTED);
      case 10, 11 -> tick(cpu);
      case 12 -> changeReady();
      case 13 -> changeRunning(cpu);
      case 14 -> unusual(cpu);
      default -> withdrawOrReturn();
    }
  }

  private void unusual(int cpu) {
    switch (random.nextInt(6)) {
      case 0 -> handOver();
      case 1 -> {
        note("second");
        scheduler.second();
      }
      default -> leave(cpu, Leaving.EXIT);
    }
  }

  private void create(int cpu) {
    if (ready.size() + blocked.size() + detached.size() >= MAX_THREADS) {
      return;
    }
    FakeSchedThread t = new FakeSchedThread(++created);
    t.cpu = cpu;
    randomScheduling(t);
    randomAffinity(t);
    note("create " + t + " by CPU " + cpu);
    scheduler.addThread(t, current[cpu]);
    makeReady(t, EnqueueReason.NEW);
  }

  private void wake() {
    if (!blocked.isEmpty()) {
      FakeSchedThread t = blocked.remove(random.nextInt(blocked.size()));
      note("wake " + t);
      makeReady(t, EnqueueReason.WAKEUP);
    }
  }

  private void makeReady(FakeSchedThread t, EnqueueReason why) {
    int cpu = scheduler.selectCpu(t, why);
    check(cpu >= 0 && cpu < current.length, "selectCpu gave CPU " + cpu + " for " + t);
    check(
        t.allowedOn(cpu),
        "selectCpu gave CPU " + cpu + " for " + t + ", which may run on " + t.affinity);
    scheduler.enqueue(t, cpu, why);
    t.cpu = cpu;
    ready.add(t);
    FakeSchedThread runs = current[cpu];
    if (runs == null || scheduler.shouldPreempt(cpu, runs, t)) {
      host.preempted.set(cpu);
    }
  }

  private void leave(int cpu, Leaving how) {
    FakeSchedThread t = current[cpu];
    if (t != null) {
      boolean stillReady = how == Leaving.YIELD || how == Leaving.PREEMPTED;
      note(t + " leaves CPU " + cpu + ": " + how);
      scheduler.stopping(t, cpu, stillReady);
      t.running = false;
      current[cpu] = null;
      host.setRunning(cpu, null);
      switch (how) {
        case YIELD -> makeReady(t, EnqueueReason.YIELD);
        case PREEMPTED -> makeReady(t, EnqueueReason.PREEMPTED);
        case BLOCK -> {
          scheduler.blocked(t);
          blocked.add(t);
        }
        case EXIT -> bury(t);
      }
    }
    pick(cpu, t);
  }

  private void bury(FakeSchedThread t) {
    scheduler.removeThread(t);
    if (!blocked.isEmpty()) {
      scheduler.collected(t, blocked.getFirst());
    }
  }

  private void pick(int cpu, @Nullable FakeSchedThread previous) {
    host.preempted.clear(cpu);
    SchedThread answer = scheduler.pickNext(cpu, previous);
    picked.add(answer == null ? -1 : answer.id());
    note("CPU " + cpu + " picks " + answer);
    if (answer == null) {
      return;
    }
    FakeSchedThread t = (FakeSchedThread) answer;
    check(ready.remove(t), "picked " + t + ", which is not ready");
    check(t.allowedOn(cpu), "picked " + t + " for CPU " + cpu + "; it may run on " + t.affinity);
    check(!t.queued(), "picked " + t + ", but left it on a queue");
    t.cpu = cpu;
    t.running = true;
    t.ranFor = 0;
    current[cpu] = t;
    host.setRunning(cpu, t);
    scheduler.running(t, cpu);
  }

  private void tick(int cpu) {
    FakeSchedThread t = current[cpu];
    if (t != null) {
      note("tick on CPU " + cpu);
      scheduler.tick(cpu, t);
    }
  }

  private void changeReady() {
    if (!ready.isEmpty()) {
      FakeSchedThread t = ready.remove(random.nextInt(ready.size()));
      note("change ready " + t);
      scheduler.dequeue(t);
      check(!t.queued(), t + " is on a queue after dequeue");
      randomScheduling(t);
      randomAffinity(t);
      scheduler.changed(t);
      makeReady(t, EnqueueReason.REQUEUE);
    }
  }

  private void changeRunning(int cpu) {
    FakeSchedThread t = current[cpu];
    if (t != null) {
      note("change running " + t);
      randomScheduling(t);
      randomAffinity(t);
      scheduler.changed(t);
      if (!t.allowedOn(cpu)) {
        leave(cpu, Leaving.PREEMPTED);
      }
    }
  }

  /** Takes a ready thread away for a while, as a stop signal does, or makes one ready again. */
  private void withdrawOrReturn() {
    if (!detached.isEmpty() && random.nextInt(2) == 0) {
      FakeSchedThread t = detached.removeFirst();
      note("return " + t);
      makeReady(t, EnqueueReason.WAKEUP);
    } else if (!ready.isEmpty()) {
      FakeSchedThread t = ready.remove(random.nextInt(ready.size()));
      note("withdraw " + t);
      scheduler.dequeue(t);
      check(!t.queued(), t + " is on a queue after dequeue");
      detached.add(t);
    }
  }

  /**
   * Replaces the scheduler by a fresh one of the same kind while threads run, wait and are ready.
   */
  private void handOver() {
    note("hand over");
    List<FakeSchedThread> all = new ArrayList<>(ready);
    for (FakeSchedThread t : ready) {
      scheduler.dequeue(t);
      check(!t.queued(), t + " is on a queue after dequeue");
    }
    all.addAll(blocked);
    all.addAll(detached);
    for (FakeSchedThread t : current) {
      if (t != null) {
        all.add(t);
      }
    }
    for (FakeSchedThread t : all) {
      scheduler.removeThread(t);
      t.setSchedData(null);
    }
    Scheduler next = factory.create(host);
    if (scheduler instanceof Scheduler.StateTransfer from
        && next instanceof Scheduler.StateTransfer to) {
      to.importState(from.exportState());
    }
    scheduler = next;
    for (FakeSchedThread t : all) {
      scheduler.addThread(t, null);
    }
    for (int cpu = 0; cpu < current.length; cpu++) {
      FakeSchedThread t = current[cpu];
      if (t != null) {
        scheduler.running(t, cpu);
      }
    }
    List<FakeSchedThread> again = new ArrayList<>(ready);
    ready.clear();
    for (FakeSchedThread t : again) {
      makeReady(t, EnqueueReason.ADOPTED);
    }
  }

  private void honourPreemptions() {
    for (int cpu = host.preempted.nextSetBit(0);
        cpu >= 0;
        cpu = host.preempted.nextSetBit(cpu + 1)) {
      if (random.nextInt(4) != 0) {
        leave(cpu, Leaving.PREEMPTED);
      }
    }
  }

  private void advance(long nanos) {
    host.now += nanos;
    for (FakeSchedThread t : current) {
      if (t != null) {
        t.ranFor += nanos;
        t.cpuTime += nanos;
      }
    }
  }

  private void randomScheduling(FakeSchedThread t) {
    switch (random.nextInt(8)) {
      case 0 -> t.with(SchedClass.FIFO, 200 + random.nextInt(56));
      case 1 -> t.with(SchedClass.ROUND_ROBIN, 200 + random.nextInt(56));
      case 2 -> t.with(SchedClass.IDLE, 0);
      default -> t.with(SchedClass.TIMESHARE, 100 + random.nextInt(4));
    }
    t.nice = t.schedClass == SchedClass.TIMESHARE ? random.nextInt(40) - 20 : 0;
  }

  private void randomAffinity(FakeSchedThread t) {
    t.affinity = null;
    if (random.nextInt(3) == 0) {
      BitSet set = new BitSet();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        set.set(random.nextInt(current.length));
      }
      t.affinity = set;
    }
  }

  private void checkCounts() {
    int sum = 0;
    boolean allEqual = true;
    for (int cpu = 0; cpu < current.length; cpu++) {
      int queued = scheduler.queued(cpu);
      sum += queued;
      allEqual &= queued == ready.size();
    }
    check(
        allEqual || sum == ready.size(),
        "queued() adds up to " + sum + ", but " + ready.size() + " are ready");
  }

  private void note(String step) {
    if (history.size() == REMEMBERED_STEPS) {
      history.removeFirst();
    }
    history.addLast(step);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise + where());
    }
  }

  private String where() {
    return " (scheduler "
        + factory.id()
        + ", seed "
        + seed
        + ", "
        + current.length
        + " CPUs; last steps: "
        + String.join("; ", history)
        + ")";
  }

  private enum Leaving {
    BLOCK,
    YIELD,
    PREEMPTED,
    EXIT
  }
}
