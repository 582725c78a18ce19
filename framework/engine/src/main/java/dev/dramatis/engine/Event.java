package dev.dramatis.engine;

/**
 * Something that happens at a time. Events are long-lived objects that their owners schedule again
 * and again; the queue holds each at most once.
 */
public abstract class Event {
  /** Position in the queue, or -1. */
  int index = -1;

  long time;
  long sequence;

  /** Whether the event is scheduled. */
  public final boolean scheduled() {
    return index >= 0;
  }

  /** Time it is, or was last, scheduled for. */
  public final long time() {
    return time;
  }

  /**
   * Whether a run has ended when only such events are left: housekeeping that brings nobody
   * forward.
   */
  protected boolean housekeeping() {
    return false;
  }

  /**
   * Whether it may come at any time after it was scheduled where a policy lets timers race: those
   * of the kernel may, those of the run itself may not.
   */
  protected boolean races() {
    return false;
  }

  /** What happens, for reports; the same in every run. */
  @Override
  public String toString() {
    return getClass().getSimpleName();
  }

  /** Happens, on the engine's loop. */
  protected abstract void fire();
}
