package dev.dramatis.workloads.rtapp;

/**
 * One thing that a task does. Resources are indices into the tables of a {@link Stage}; times are
 * nanoseconds.
 */
sealed interface Step {
  /** A fixed amount of work. */
  record Compute(long nanos) implements Step {}

  /** Computing for a fixed time, however much work that is. */
  record ComputeFor(long nanos) implements Step {}

  /** Sleep from now on. */
  record Sleep(long nanos) implements Step {}

  /** Waits for the next time of a timer. */
  record Timer(int timer, long period) implements Step {}

  /** Takes a mutex. */
  record Lock(int mutex) implements Step {}

  /** Releases a mutex. */
  record Unlock(int mutex) implements Step {}

  /** Waits for a condition. */
  record Wait(int condition, int mutex) implements Step {}

  /** Wakes one waiter. */
  record Signal(int condition) implements Step {}

  /** Wakes all waiters. */
  record Broadcast(int condition) implements Step {}

  /** Wakes one waiter, then waits for the same condition. */
  record Sync(int condition, int mutex) implements Step {}

  /** Waits until all users of the barrier are there. */
  record Barrier(int barrier) implements Step {}

  /** Waits to be resumed. */
  record Suspend(int condition, int mutex) implements Step {}

  /** Resumes all that are suspended at this moment; forgotten if there are none. */
  record Resume(int condition, int mutex) implements Step {}

  /** Adds one to a semaphore. */
  record Post(int semaphore) implements Step {}

  /** Takes one from a semaphore, waiting for it if need be. */
  record Take(int semaphore) implements Step {}

  /** Lets others run. */
  record Yield() implements Step {}

  /** Starts one more copy of a task. */
  record Fork(int task) implements Step {}
}
