package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The happens-before order of the steps executed so far, as a hash that does not depend on the
 * order of independent steps.
 *
 * <p>A step's hash covers the step, the one before it of its actor, what caused it, and the last
 * conflicting ones on its objects, and so its whole causal past. The hash of the execution is the
 * sum over its steps: equal for equivalent executions, which are those that lead to the same state.
 *
 * <p>Two steps conflict if they touch one object and one of them writes. An event without an object
 * conflicts with everything.
 */
final class HappensBefore {
  /** Last write of an object, and the sum of the loads since. */
  private static final class Past {
    final Hash write = new Hash();
    final Hash loads = new Hash();
  }

  private final Numbers objectNumbers = new Numbers();
  private final List<Past> objects = new ArrayList<>();
  private final Numbers actorNumbers = new Numbers();
  private final List<Hash> last = new ArrayList<>();
  private final Hash sum = new Hash();
  private final Hash barrier = new Hash();

  private Hash[] steps = new Hash[0];
  private int size;

  // the step in progress
  private final Hash step = new Hash();
  private boolean open;
  private int actor;
  private boolean global;
  private int[] touched = new int[8];
  private int touches;

  void reset() {
    for (Past past : objects) {
      past.write.clear();
      past.loads.clear();
    }
    for (Hash h : last) {
      h.clear();
    }
    sum.clear();
    barrier.clear();
    size = 0;
    open = false;
  }

  /** The hash of the steps before the next one. */
  Hash sum() {
    close();
    return sum;
  }

  /** A step begins. */
  void push(Step next) {
    close();
    open = true;
    touches = 0;
    actor = actorNumbers.dense(next.actor());
    while (last.size() <= actor) {
      last.add(new Hash());
    }
    global = next.cpu() < 0 && next.object() == null;
    step.clear();
    step.mix(next.actor());
    step.mix(next.variant());
    step.mix(last.get(actor));
    step.mix(barrier);
    if (global) {
      step.mix(sum);
    }
    if (next.cause() >= 0) {
      step.mix(steps[next.cause()]);
    }
    if (next.object() != null) {
      touch(next.objectNumber(), next.access().writes());
    }
  }

  /** The step in progress touches an object. */
  void touch(int number, boolean writes) {
    int object = objectNumbers.dense(number);
    while (objects.size() <= object) {
      objects.add(new Past());
    }
    for (int i = 0; i < touches; i++) {
      if (touched[i] >> 1 == object && (touched[i] & 1) >= (writes ? 1 : 0)) {
        return;
      }
    }
    if (touches == touched.length) {
      touched = Arrays.copyOf(touched, 2 * touches);
    }
    touched[touches++] = object << 1 | (writes ? 1 : 0);
    Past past = objects.get(object);
    step.mix(number);
    step.mix(writes ? 1 : 0);
    step.mix(past.write);
    if (writes) {
      step.mix(past.loads);
    }
  }

  private void close() {
    if (!open) {
      return;
    }
    open = false;
    sum.add(step);
    last.get(actor).set(step);
    if (global) {
      barrier.set(step);
    }
    for (int i = 0; i < touches; i++) {
      Past past = objects.get(touched[i] >> 1);
      if ((touched[i] & 1) != 0) {
        past.write.set(step);
        past.loads.clear();
      } else {
        past.loads.add(step);
      }
    }
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, Math.max(16, 2 * size));
      for (int i = size; i < steps.length; i++) {
        steps[i] = new Hash();
      }
    }
    steps[size++].set(step);
  }
}
