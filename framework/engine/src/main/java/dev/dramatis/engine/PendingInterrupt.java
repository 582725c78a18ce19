package dev.dramatis.engine;

import dev.dramatis.spi.machine.Interrupt;
import org.jspecify.annotations.Nullable;

/**
 * An interrupt on its way to one CPU, or waiting there to be taken. Scheduled as an event while on
 * its way.
 */
abstract class PendingInterrupt extends Event {
  /** Next in the CPU's list of waiting interrupts, highest level first. */
  @Nullable PendingInterrupt next;

  /** Whether it waits at a CPU. */
  boolean waiting;

  /** When it arrived there. */
  long arrived;

  @Override
  protected boolean races() {
    return true;
  }

  abstract String interruptName();

  abstract int interruptLevel();

  abstract Interrupt.Handler handler();

  abstract int internedName();
}
