package dev.dramatis.engine.coroutine;

/**
 * Code that can be suspended anywhere and resumed later. Only one coroutine of a run executes at a
 * time.
 */
public interface Coroutine {
  /**
   * Runs the body until it suspends or ends; called by the engine's loop. An exception of the body
   * ends the coroutine and comes out here.
   */
  void resume();

  /** Leaves the body; called from inside it. Returns at the next {@link #resume}. */
  void suspend();

  /** Lets go of a suspended coroutine that will not be resumed. */
  default void abandon() {}

  /** Whether the body has ended. */
  boolean done();
}
