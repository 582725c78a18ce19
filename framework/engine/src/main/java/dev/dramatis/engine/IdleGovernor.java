package dev.dramatis.engine;

import dev.dramatis.spi.hardware.IdleState;

/**
 * Chooses how deep a CPU sleeps: the deepest state whose minimum residency the recent idle periods
 * reached on average. A plain stand-in for what cpuidle governors do; exact in integers.
 */
final class IdleGovernor {
  private final IdleState[] states;
  private long averageNanos;

  IdleGovernor(IdleState[] states) {
    this.states = states;
  }

  IdleState[] states() {
    return states;
  }

  int choose() {
    int choice = 0;
    for (int i = 1; i < states.length; i++) {
      if (states[i].minResidencyNanos() <= averageNanos) {
        choice = i;
      }
    }
    return choice;
  }

  /** The last idle period was so long. */
  void stayed(long nanos) {
    averageNanos += (Math.min(nanos, 1_000_000_000L) - averageNanos) / 4;
  }

  /**
   * Time until the first instruction, for a wake event {@code stayed} after entering: the binding's
   * rule for interrupted entries.
   */
  long wakeNanos(int state, long stayed) {
    IdleState s = states[state];
    return s.exitNanos() + Math.max(0, s.entryNanos() - Math.max(0, stayed));
  }
}
