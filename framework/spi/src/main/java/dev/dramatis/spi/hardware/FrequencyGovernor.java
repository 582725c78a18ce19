package dev.dramatis.spi.hardware;

/** How the clocks of a machine follow its load. */
public enum FrequencyGovernor {
  /** Always the highest operating point. */
  PERFORMANCE,
  /** Always the lowest operating point. */
  POWERSAVE,
  /**
   * The lowest point that leaves a quarter above the recent utilisation of the busiest CPU of the
   * frequency domain, as schedutil does.
   */
  SCHEDUTIL
}
