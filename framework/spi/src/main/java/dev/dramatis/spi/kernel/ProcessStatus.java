package dev.dramatis.spi.kernel;

/** What became of a process: filled in by {@link Processes#await}. */
public final class ProcessStatus {
  private int process;
  private How how = How.EXITED;
  private int value;

  /** Empty. */
  public ProcessStatus() {}

  /** Records what happened. */
  public void set(int ofProcess, How what, int exitStatusOrSignal) {
    process = ofProcess;
    how = what;
    value = exitStatusOrSignal;
  }

  /** Number of the process; 0 if there was nothing to report. */
  public int process() {
    return process;
  }

  /** What happened to it. */
  public How how() {
    return how;
  }

  /** Exit status, or number of the signal. */
  public int value() {
    return value;
  }

  /** Ways in which a process changes. */
  public enum How {
    /** Ended by itself, with a status. */
    EXITED,
    /** Ended by a signal. */
    KILLED,
    /** Ended by a signal, and left a core dump. */
    DUMPED,
    /** Stopped by a signal. */
    STOPPED,
    /** Goes on after a stop. */
    CONTINUED
  }
}
