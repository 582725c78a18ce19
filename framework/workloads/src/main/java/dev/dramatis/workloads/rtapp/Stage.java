package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.workload.Launcher;
import java.util.ArrayList;
import java.util.List;

/** What the threads of one run share. */
final class Stage {
  /** More copies of one task are a mistake, as in rt-app. */
  private static final int MAX_FORKS = 1024;

  final List<Task> tasks;
  final UserMutex[] mutexes;
  final UserCondition[] conditions;
  final Barrier[] barriers;
  final Semaphore[] semaphores;
  final boolean[] timerIsLocal;
  final boolean[] timerIsAbsolute;
  final Timers sharedTimers;
  private final int[] forks;
  private int threads;

  Stage(List<Task> tasks, Resources resources, Launcher launcher) {
    this.tasks = tasks;
    this.mutexes = mutexes(resources.mutexes.names(), "", launcher);
    this.conditions = conditions(resources.conditions.names(), "", launcher);
    this.barriers = new Barrier[resources.barriers.names().size()];
    UserMutex[] gates = mutexes(resources.barriers.names(), "barrier ", launcher);
    UserCondition[] crowds = conditions(resources.barriers.names(), "barrier ", launcher);
    for (int i = 0; i < barriers.length; i++) {
      barriers[i] = new Barrier(gates[i], crowds[i], resources.barrierUsers.get(i));
    }
    this.semaphores = new Semaphore[resources.semaphores.names().size()];
    UserMutex[] guards = mutexes(resources.semaphores.names(), "semaphore ", launcher);
    UserCondition[] queues = conditions(resources.semaphores.names(), "semaphore ", launcher);
    for (int i = 0; i < semaphores.length; i++) {
      semaphores[i] = new Semaphore(guards[i], queues[i]);
    }
    this.timerIsLocal = booleans(resources.timerIsLocal);
    this.timerIsAbsolute = booleans(resources.timerIsAbsolute);
    this.sharedTimers = new Timers(timerIsLocal.length);
    this.forks = new int[tasks.size()];
  }

  /**
   * Name of a thread that is there from the start: the task's with a number that counts over all
   * tasks.
   */
  String nextThreadName(Task task) {
    return task.name() + "-" + threads++;
  }

  /** Name of a forked thread: the next number, and how many copies there were before. */
  String nextForkName(int task) {
    int copies = forks[task]++;
    if (copies >= MAX_FORKS) {
      throw new IllegalStateException(
          "task '" + tasks.get(task).name() + "' was forked more than " + MAX_FORKS + " times");
    }
    return nextThreadName(tasks.get(task)) + "-" + copies;
  }

  private static UserMutex[] mutexes(List<String> names, String prefix, Launcher launcher) {
    List<UserMutex> made = new ArrayList<>();
    for (String name : names) {
      made.add(launcher.newMutex(prefix + name));
    }
    return made.toArray(UserMutex[]::new);
  }

  private static UserCondition[] conditions(List<String> names, String prefix, Launcher launcher) {
    List<UserCondition> made = new ArrayList<>();
    for (String name : names) {
      made.add(launcher.newCondition(prefix + name));
    }
    return made.toArray(UserCondition[]::new);
  }

  private static boolean[] booleans(List<Boolean> from) {
    boolean[] to = new boolean[from.size()];
    for (int i = 0; i < to.length; i++) {
      to[i] = from.get(i);
    }
    return to;
  }

  /** A barrier; guarded by its mutex. */
  static final class Barrier {
    final UserMutex mutex;
    final UserCondition condition;
    final int users;
    int arrived;

    /** How often it opened; tells a waiter that its round is over. */
    long round;

    Barrier(UserMutex mutex, UserCondition condition, int users) {
      this.mutex = mutex;
      this.condition = condition;
      this.users = users;
    }
  }

  /** A counting semaphore; guarded by its mutex. */
  static final class Semaphore {
    final UserMutex mutex;
    final UserCondition condition;
    int count;

    Semaphore(UserMutex mutex, UserCondition condition) {
      this.mutex = mutex;
      this.condition = condition;
    }
  }

  /** Next times of timers. */
  static final class Timers {
    private final long[] next;
    private final boolean[] started;

    Timers(int count) {
      next = new long[count];
      started = new boolean[count];
    }

    /** Advances a timer by a period; its first period begins at {@code origin}. */
    long advance(int timer, long period, long origin) {
      if (!started[timer]) {
        started[timer] = true;
        next[timer] = origin;
      }
      next[timer] += period;
      return next[timer];
    }

    /** Lets the next period begin at another time. */
    void rebase(int timer, long now) {
      next[timer] = now;
    }
  }
}
