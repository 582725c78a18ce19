package dev.dramatis.engine.choice;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * Something that can happen next: a CPU's pending operation, or a pending event such as a timer.
 */
public interface Step {
  /** The CPU whose operation it is, or -1 for an event. */
  int cpu();

  /** What the operation touches, or null: it touches nothing that others see. */
  @Nullable SharedObject object();

  /** What it does to the object if it happens now; an attempt that would fail is a load. */
  Access access();

  /** Local time of the CPU, or the time of the event. */
  long time();

  /** Name of the event, or of the context that the CPU runs. */
  String label();
}
