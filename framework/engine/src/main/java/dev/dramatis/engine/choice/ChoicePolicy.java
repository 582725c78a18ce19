package dev.dramatis.engine.choice;

import dev.dramatis.spi.hardware.MemoryOrder;
import org.jspecify.annotations.Nullable;

/**
 * Decides at each interaction point who goes next. Without a policy virtual time decides; with one,
 * time only orders timers. Policies keep their own state and are asked from one host thread.
 */
public interface ChoicePolicy {
  /**
   * Chooses among the steps that are enabled.
   *
   * @param enabled candidates in order of CPU number, events last; only the first {@code count} are
   *     valid, and only during the call
   * @return index of the choice, or -1 to end the run here
   */
  int choose(Step[] enabled, int count);

  /**
   * The step that was chosen last touches another object besides the one it announced.
   *
   * @param object canonical number, see {@link Step#objectNumber}
   * @param writes whether it changes the object
   */
  default void touched(int object, boolean writes) {}

  /**
   * No further step will be taken: because none is enabled, or because the policy ended the run.
   *
   * @param blocked the steps that are pending but not enabled; only the first {@code count} are
   *     valid, and only during the call
   */
  default void ended(Step[] blocked, int count) {}

  /**
   * Whether timers and interrupts may come at any time after they were set or sent: more than the
   * machine allows, so a failure may need a machine that is slower at some point. Otherwise they
   * come when virtual time allows.
   */
  default boolean racesTimers() {
    return false;
  }

  /**
   * The memory model for accesses to {@linkplain dev.dramatis.spi.machine.MemoryWord words}, or
   * null if they take effect at once. What a model delays happens in steps of its own.
   */
  default @Nullable MemoryOrder memory() {
    return null;
  }
}
