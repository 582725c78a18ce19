package dev.dramatis.lab;

/** What a thread is doing, in terms that hold for every kernel. */
public enum ThreadState {
  /** Not there yet, or no longer. */
  NONE("-"),
  /** Created, never ready so far. */
  NEW("New"),
  /** Ready, waiting in a run queue. */
  RUNNABLE("Runnable"),
  /** On a CPU. */
  RUNNING("Running"),
  /** Waits for a time or an event. */
  SLEEPING("Sleeping"),
  /** Waits for a lock. */
  LOCK_WAIT("Lock wait"),
  /** Waits for another thread to end. */
  JOIN_WAIT("Join wait"),
  /** Stopped or suspended. */
  STOPPED("Stopped"),
  /** Between two kernels of a live swap. */
  SWAPPING("Swapping"),
  /** Ended, remains not yet freed. */
  ZOMBIE("Zombie");

  private final String title;

  ThreadState(String title) {
    this.title = title;
  }

  /** Name for reports. */
  public String title() {
    return title;
  }

  /** Whether somebody else has to act before the thread can go on. */
  public boolean waiting() {
    return this == SLEEPING || this == LOCK_WAIT || this == JOIN_WAIT || this == STOPPED;
  }
}
