package dev.dramatis.engine.choice;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * Something that can happen next: a CPU's pending operation, or a pending event such as a timer.
 *
 * <p>Numbers of actors and objects are <em>canonical</em>: they say who made the thing and as which
 * of its things, so they are equal in all executions in which the maker did the same until then.
 */
public interface Step {
  /** What an operation would have been, had the last changes of its object not happened. */
  enum Past {
    /** Nobody can tell. */
    UNKNOWN,
    /** It could not have happened. */
    BLOCKED,
    /** It would have changed nothing. */
    READS,
    /** It would have changed the object. */
    WRITES
  }

  /** Number of who acts; that of a CPU is its id. */
  default int actor() {
    return cpu();
  }

  /** Which of several possible results of one operation this is; 0 if there is only one. */
  default int variant() {
    return 0;
  }

  /** The CPU whose operation it is, or -1 for an event. */
  int cpu();

  /**
   * What the operation touches, or null: nothing that others see if it is a CPU's, everything if it
   * is an event. A CPU that takes an interrupt in place of an operation counts as touching what the
   * operation would: the order in which it came to the operation matters.
   */
  @Nullable SharedObject object();

  /** Number of the object, or -1 without one. */
  default int objectNumber() {
    return -1;
  }

  /** What it does to the object if it happens now; an attempt that would fail is a load. */
  Access access();

  /** Whether it can happen only in some states of the object, as taking a lock can. */
  default boolean guarded() {
    return access() == Access.LOCK || access() == Access.AWAIT;
  }

  /**
   * The step that made this one possible other than by a change of its object, as the start of a
   * thread does: its position in the execution, from 0, or -1.
   */
  default int cause() {
    return -1;
  }

  /** What it would be without the last so many changes of its object; 1 undoes the last one. */
  default Past before(int changes) {
    return Past.UNKNOWN;
  }

  /**
   * Whether it touches the same objects whatever happens before it. If not, another order of
   * earlier steps may make it touch more than it announces.
   */
  default boolean exact() {
    return false;
  }

  /** Local time of the CPU, or the time of the event. */
  long time();

  /** Name of the event, or of the context that the CPU runs. */
  String label();
}
