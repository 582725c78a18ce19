package dev.dramatis.spi.trace;

/** Why a thread left its CPU. */
public enum OffReason {
  /** Taken off while it wanted to go on. */
  PREEMPTED,
  /** It yielded. */
  YIELD,
  /** Sleeps for a time or an event. */
  SLEEP,
  /** Waits for a lock. */
  LOCK,
  /** Waits for another thread to end. */
  JOIN,
  /** Stopped or suspended. */
  STOPPED,
  /** Ended. */
  EXIT,
  /** Left this kernel for another one at the user boundary. */
  EXPORTED
}
