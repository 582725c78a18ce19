package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.hardware.MemoryOrder;
import org.jspecify.annotations.Nullable;

/**
 * A policy for which accesses to words are in memory when the machine's memory order allows, and
 * not at once.
 *
 * @param policy who decides
 * @param memory the order
 */
public record WithMemory(ChoicePolicy policy, @Nullable MemoryOrder memory)
    implements ChoicePolicy {
  @Override
  public int choose(Step[] enabled, int count) {
    return policy.choose(enabled, count);
  }

  @Override
  public void touched(int object, boolean writes) {
    policy.touched(object, writes);
  }

  @Override
  public void ended(Step[] blocked, int count) {
    policy.ended(blocked, count);
  }

  @Override
  public boolean racesTimers() {
    return policy.racesTimers();
  }
}
