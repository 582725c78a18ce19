package dev.dramatis.spi.machine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A timer whose expiry is an interrupt on a chosen CPU. Deadlines are rounded up to the resolution
 * of the hardware. Setting, expiring and cancelling allocate nothing. Idle costs nothing: a timer
 * that is not armed has no event.
 */
@ProviderType
public interface Timer extends Interrupt {
  /** Arms the timer once, replacing what was armed. A deadline that has passed expires at once. */
  void set(Cpu cpu, long deadline);

  /** Arms it at {@code first} and then every {@code period} nanoseconds until cancelled. */
  void setPeriodic(Cpu cpu, long first, long period);

  /**
   * Disarms it. Returns false if it was not armed or if its interrupt is already pending on a CPU.
   */
  boolean cancel();

  /** Whether an expiry is still to come. */
  boolean armed();

  /** The time of the next expiry; meaningless unless armed. */
  long deadline();
}
