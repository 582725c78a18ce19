package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.workloads.rtapp.Stage.Timers;
import dev.dramatis.workloads.rtapp.Task.Phase;
import dev.dramatis.workloads.rtapp.Task.Scheduling;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a task: goes through the steps of its phases. Allocates nothing once it runs,
 * except to fork.
 */
final class TaskProgram implements Program {
  private final Task task;
  private final Phase[] phases;
  private final Step[][] steps;
  private final Stage stage;
  private final Timers ownTimers;
  private @Nullable BitSet cpus;

  /** Where the thread's time begins, in nanoseconds; timers count from here. */
  private long origin;

  TaskProgram(Task task, Stage stage) {
    this.task = task;
    this.stage = stage;
    this.phases = task.phases().toArray(Phase[]::new);
    this.steps = new Step[phases.length][];
    for (int i = 0; i < phases.length; i++) {
      steps[i] = phases[i].steps().toArray(Step[]::new);
    }
    this.ownTimers = new Timers(stage.timerIsLocal.length);
    this.cpus = phases[0].cpus();
  }

  /** How the thread starts. */
  ThreadSpec spec(String name) {
    Scheduling scheduling = task.scheduling();
    return new ThreadSpec(
        name,
        scheduling.schedClass(),
        scheduling.realtime(),
        scheduling.nice(),
        cpus,
        false,
        task.workingSetBytes());
  }

  @Override
  public void run(User user) {
    origin = user.now() + task.delayNanos();
    if (task.delayNanos() > 0) {
      user.sleepUntil(origin);
    }
    for (int round = 0; round != task.loops(); round = next(round)) {
      for (int i = 0; i < phases.length; i++) {
        perform(user, phases[i], steps[i]);
      }
    }
  }

  private void perform(User user, Phase phase, Step[] steps) {
    enter(user, phase);
    for (int round = 0; round != phase.loops(); round = next(round)) {
      for (Step step : steps) {
        perform(user, step);
      }
    }
  }

  /**
   * Counts rounds up to what an int can hold, then starts over without meeting -1, which stands for
   * ever.
   */
  private static int next(int round) {
    return round + 1 & Integer.MAX_VALUE;
  }

  private void enter(User user, Phase phase) {
    Scheduling scheduling = phase.scheduling();
    if (scheduling != null) {
      require(
          user.setScheduling(
              user.self(), scheduling.schedClass(), scheduling.realtime(), scheduling.nice()),
          user,
          "change the policy");
    }
    if (!Objects.equals(phase.cpus(), cpus)) {
      cpus = phase.cpus();
      require(user.setAffinity(user.self(), cpus), user, "change the affinity");
    }
  }

  private void perform(User user, Step step) {
    switch (step) {
      case Step.Compute s -> user.compute(s.nanos());
      case Step.ComputeFor s -> user.computeFor(s.nanos());
      case Step.Sleep s -> user.sleep(s.nanos());
      case Step.Timer s -> timer(user, s);
      case Step.Lock s -> lock(user, stage.mutexes[s.mutex()]);
      case Step.Unlock s -> unlock(user, stage.mutexes[s.mutex()]);
      case Step.Wait s -> await(user, s.condition(), s.mutex());
      case Step.Signal s -> user.signal(stage.conditions[s.condition()]);
      case Step.Broadcast s -> user.broadcast(stage.conditions[s.condition()]);
      case Step.Sync s -> {
        user.signal(stage.conditions[s.condition()]);
        await(user, s.condition(), s.mutex());
      }
      case Step.Barrier s -> barrier(user, stage.barriers[s.barrier()]);
      case Step.Suspend s -> {
        lock(user, stage.mutexes[s.mutex()]);
        await(user, s.condition(), s.mutex());
        unlock(user, stage.mutexes[s.mutex()]);
      }
      case Step.Resume s -> {
        lock(user, stage.mutexes[s.mutex()]);
        user.broadcast(stage.conditions[s.condition()]);
        unlock(user, stage.mutexes[s.mutex()]);
      }
      case Step.Post s -> post(user, stage.semaphores[s.semaphore()]);
      case Step.Take s -> take(user, stage.semaphores[s.semaphore()]);
      case Step.Yield _ -> user.yield();
      case Step.Fork s -> fork(user, s.task());
    }
  }

  /**
   * Sleeps until the next time of the timer. If that has passed, a relative timer starts its next
   * period now; an absolute one keeps its raster and catches up.
   */
  private void timer(User user, Step.Timer step) {
    int timer = step.timer();
    Timers timers = stage.timerIsLocal[timer] ? ownTimers : stage.sharedTimers;
    long deadline = timers.advance(timer, step.period(), origin);
    long slack = deadline - user.now();
    user.mark("slack", slack);
    if (slack > 0) {
      user.sleepUntil(deadline);
      user.mark("wu_lat", user.now() - deadline);
    } else if (!stage.timerIsAbsolute[timer]) {
      timers.rebase(timer, user.now());
    }
  }

  private void barrier(User user, Stage.Barrier barrier) {
    lock(user, barrier.mutex);
    if (++barrier.arrived == barrier.users) {
      barrier.arrived = 0;
      barrier.round++;
      user.broadcast(barrier.condition);
    } else {
      long round = barrier.round;
      while (barrier.round == round) {
        require(user.await(barrier.condition, barrier.mutex), user, "wait at a barrier");
      }
    }
    unlock(user, barrier.mutex);
  }

  private void post(User user, Stage.Semaphore semaphore) {
    lock(user, semaphore.mutex);
    semaphore.count++;
    user.signal(semaphore.condition);
    unlock(user, semaphore.mutex);
  }

  private void take(User user, Stage.Semaphore semaphore) {
    lock(user, semaphore.mutex);
    while (semaphore.count == 0) {
      require(user.await(semaphore.condition, semaphore.mutex), user, "wait for a semaphore");
    }
    semaphore.count--;
    unlock(user, semaphore.mutex);
  }

  private void fork(User user, int index) {
    TaskProgram copy = new TaskProgram(stage.tasks.get(index), stage);
    UserThread thread = user.create(copy.spec(stage.nextForkName(index)).asDetached(), copy);
    if (thread == null) {
      throw new IllegalStateException(
          user.self().name() + ": the kernel refused to create a thread");
    }
  }

  private void await(User user, int condition, int mutex) {
    require(user.await(stage.conditions[condition], stage.mutexes[mutex]), user, "wait");
  }

  private static void lock(User user, UserMutex mutex) {
    int error = user.lock(mutex);
    if (error != Errno.OK) {
      throw failure(user, "lock '" + mutex.name() + "'", error);
    }
  }

  private static void unlock(User user, UserMutex mutex) {
    int error = user.unlock(mutex);
    if (error != Errno.OK) {
      throw failure(user, "unlock '" + mutex.name() + "'", error);
    }
  }

  private static void require(int error, User user, String what) {
    if (error != Errno.OK) {
      throw failure(user, what, error);
    }
  }

  private static IllegalStateException failure(User user, String what, int error) {
    return new IllegalStateException(
        user.self().name() + " could not " + what + ": " + Errno.name(error));
  }
}
