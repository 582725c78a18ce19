package dev.dramatis.spi.sched;

/** Why a thread becomes ready to run. */
public enum EnqueueReason {
  /** Its first time. */
  NEW,
  /** It slept, waited or was stopped, and was woken. */
  WAKEUP,
  /** It gave up the CPU of its own will. */
  YIELD,
  /** It was taken off the CPU while it wanted to go on. */
  PREEMPTED,
  /** It was already ready; its priority, class or place changed. */
  REQUEUE,
  /** It was ready when this scheduler took over. */
  ADOPTED
}
