package dev.dramatis.explore.scenario;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.workloads.scenario.ScenarioRun;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a long execution is a livelock: a count of steps proves nothing. It is one if
 * every state of its second half, as far as states can be told apart, was one of the first half, no
 * program made a step, time stood still, and everybody who could act did act.
 */
final class Circling {
  private static final int SHOWN = 12;
  private static final long UNKNOWN = -1;

  private final Set<Long> first = new HashSet<>();
  private final Set<Integer> couldAct = new LinkedHashSet<>();
  private final Set<Integer> acted = new LinkedHashSet<>();
  private final Map<String, Integer> doings = new LinkedHashMap<>();
  private @Nullable Kernel kernel;
  private @Nullable ScenarioRun run;
  private boolean news;
  private long hash;
  private long progress;
  private long time = UNKNOWN;
  private boolean begun;
  private boolean moved;

  void of(Kernel newKernel) {
    kernel = newKernel;
  }

  void of(ScenarioRun newRun) {
    run = newRun;
  }

  void state(Step[] enabled, int count, boolean secondHalf) {
    ScenarioRun r = run;
    Kernel k = kernel;
    hash = 17;
    if (r != null) {
      r.digest(this::mix);
    }
    if (!begun) {
      begun = true;
      progress = hash;
    } else if (progress != hash) {
      moved = true;
    }
    long now = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      now = Math.min(now, enabled[i].time());
    }
    moved |= time != UNKNOWN && now > time;
    time = now;
    if (k != null) {
      k.digestState(this::mix);
    }
    for (int i = 0; i < count; i++) {
      mix(enabled[i]);
      couldAct.add(enabled[i].actor());
    }
    if (!secondHalf) {
      first.add(hash);
    } else if (!first.contains(hash)) {
      news = true;
    }
  }

  private void mix(Step step) {
    SharedObject object = step.object();
    String doing =
        object == null ? step.label() : step.label() + ' ' + step.access() + ' ' + object.name();
    mix(step.actor());
    mix(step.objectNumber());
    mix(doing.hashCode());
    if (doings.size() < SHOWN) {
      doings.putIfAbsent(doing, 1);
    }
  }

  private void mix(long value) {
    long z = (hash ^ value) * 0x9e3779b97f4a7c15L;
    hash = z ^ (z >>> 32);
  }

  void chosen(int actor) {
    acted.add(actor);
  }

  boolean proved() {
    return !news && !moved && acted.containsAll(couldAct);
  }

  /** What keeps happening. */
  String describe() {
    return String.join("; ", List.copyOf(doings.keySet()));
  }
}
