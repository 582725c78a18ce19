package dev.dramatis.simulation;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which CPUs take work, and what that leaves of the affinity that threads asked for. A thread that
 * is left without any CPU may use all that there are: nobody is stranded.
 */
final class OnlineCpus {
  private final int count;
  private final BitSet online;

  /** Changes with every CPU that goes or comes. */
  private int epoch;

  OnlineCpus(int count) {
    this.count = count;
    online = new BitSet(count);
    online.set(0, count);
  }

  void set(int cpu, boolean takesWork) {
    online.set(cpu, takesWork);
    epoch++;
  }

  int epoch() {
    return epoch;
  }

  boolean contains(int cpu) {
    return online.get(cpu);
  }

  /** Whether a thread of that affinity could still run somewhere without the CPU. */
  boolean canDoWithout(int cpu, @Nullable BitSet affinity) {
    BitSet rest = (BitSet) online.clone();
    rest.clear(cpu);
    if (affinity != null) {
      rest.and(affinity);
    }
    return !rest.isEmpty();
  }

  /** What is left of an affinity; null for all CPUs of the machine. */
  @Nullable BitSet left(@Nullable BitSet affinity) {
    if (online.cardinality() == count) {
      return affinity;
    }
    BitSet rest = (BitSet) online.clone();
    if (affinity != null && affinity.intersects(online)) {
      rest.and(affinity);
    }
    return rest;
  }
}
