package dev.dramatis.spi.machine;

import org.osgi.annotation.versioning.ProviderType;

/** An interrupt source with its level and handler; made by {@link Machine#newInterrupt}. */
@ProviderType
public interface Interrupt {
  /** Name for traces and reports. */
  String name();

  /** Level, 1 to {@link #HIGHEST}; taken while the CPU's level is lower. */
  int level();

  /** The level that nothing passes. */
  int HIGHEST = 15;

  /**
   * What a CPU does when the interrupt is taken. Runs on the interrupted context, at the
   * interrupt's level.
   */
  @FunctionalInterface
  interface Handler {
    /**
     * Handles one interrupt; may send others, wake threads and set timers; must not switch
     * contexts.
     */
    void handle(Cpu cpu);
  }
}
