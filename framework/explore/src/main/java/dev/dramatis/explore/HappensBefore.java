package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.SharedObject;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The happens-before order of the steps executed so far, as a hash that does not depend on the
 * order of independent steps.
 *
 * <p>A step's hash covers the step, the one before it on its CPU, and the last conflicting ones on
 * its object, and so its whole causal past. The hash of the execution is the sum over its steps:
 * equal for equivalent executions, which are those that lead to the same state.
 *
 * <p>Two steps conflict if they touch one object and one of them writes. A timer or another event
 * counts as in conflict with everything.
 */
final class HappensBefore {
  /** Last write of an object, and the sum of the loads since. */
  private static final class Past {
    final Hash write = new Hash();
    final Hash loads = new Hash();
  }

  private final Hash[] last;
  private final Map<SharedObject, Past> objects = new IdentityHashMap<>();
  private final Hash sum = new Hash();
  private final Hash barrier = new Hash();
  private final Hash step = new Hash();

  HappensBefore(int cpus) {
    last = new Hash[cpus];
    Arrays.setAll(last, i -> new Hash());
  }

  void reset() {
    objects.clear();
    sum.clear();
    barrier.clear();
    for (Hash h : last) {
      h.clear();
    }
  }

  /** The hash that the execution would have after a step. */
  void peek(Step next, Hash into) {
    hash(next);
    into.set(sum);
    into.add(step);
  }

  /** A step is executed. */
  void push(Step next) {
    hash(next);
    sum.add(step);
    int cpu = next.cpu();
    if (cpu < 0) {
      barrier.set(step);
      return;
    }
    last[cpu].set(step);
    SharedObject object = next.object();
    if (object == null) {
      return;
    }
    Past past = pastOf(object);
    if (next.access().writes()) {
      past.write.set(step);
      past.loads.clear();
    } else {
      past.loads.add(step);
    }
  }

  private Past pastOf(SharedObject object) {
    return objects.computeIfAbsent(object, o -> new Past());
  }

  private void hash(Step next) {
    int cpu = next.cpu();
    step.clear();
    step.mix(cpu);
    if (cpu < 0) {
      step.mix(next.label().hashCode());
      step.mix(sum);
      return;
    }
    step.mix(next.access().ordinal());
    step.mix(last[cpu]);
    step.mix(barrier);
    SharedObject object = next.object();
    if (object != null) {
      Past past = pastOf(object);
      step.mix(past.write);
      if (next.access().writes()) {
        step.mix(past.loads);
      }
    }
  }
}
