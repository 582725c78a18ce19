package dev.dramatis.spi.sched;

/** Scheduling class of a thread, in the POSIX sense. */
public enum SchedClass {
  /** Real time, runs until it blocks or yields. */
  FIFO,
  /** Real time with a quantum. */
  ROUND_ROBIN,
  /** Time sharing; {@link SchedThread#nice} counts. */
  TIMESHARE,
  /** Runs when nothing else wants to. */
  IDLE
}
