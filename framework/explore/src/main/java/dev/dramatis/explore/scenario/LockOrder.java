package dev.dramatis.explore.scenario;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which locks were taken while which others were held, over all executions, as WITNESS and
 * LOCKDEBUG do it: a cycle is a deadlock to be, even if none has happened. Locks are told apart by
 * name, so two of one kind are one; an order between those is not looked at.
 */
public final class LockOrder {
  /** Class of failures of executions that take locks in one order and in another one. */
  public static final String CHECK = "lock-order";

  /** By the lock held, the locks taken then, and who did it: of several the first by name. */
  private final Map<String, Map<String, String>> order = new TreeMap<>();

  /** Whether a pair was seen since somebody looked for cycles. */
  private boolean grown;

  private boolean cyclic;

  /** Nothing seen yet. */
  public LockOrder() {}

  Observer observer() {
    return new Observer();
  }

  /** What somebody else saw counts as well. */
  public void addAll(LockOrder other) {
    other.order.forEach((held, taken) ->
        taken.forEach((lock, who) ->
            order.computeIfAbsent(held, h -> new TreeMap<>()).merge(lock, who, LockOrder::first)));
    grown = true;
  }

  private void taken(String held, String lock, String who) {
    Map<String, String> after = order.computeIfAbsent(held, h -> new TreeMap<>());
    String known = after.get(lock);
    if (known == null || who.compareTo(known) < 0) {
      after.put(lock, who);
      grown |= known == null;
    }
  }

  /** Whoever it is does not depend on the order in which executions were looked at. */
  private static String first(String a, String b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private boolean isCyclic() {
    if (grown) {
      grown = false;
      cyclic = !cycles().isEmpty();
    }
    return cyclic;
  }

  /** Number of different pairs seen. */
  public int pairs() {
    return order.values().stream().mapToInt(Map::size).sum();
  }

  /** The shortest cycle through each lock that is in one, each once, in words. */
  public List<String> cycles() {
    TreeSet<String> found = new TreeSet<>();
    TreeSet<TreeSet<String>> seen = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (String lock : order.keySet()) {
      List<String> cycle = shortestCycle(lock);
      if (!cycle.isEmpty() && seen.add(new TreeSet<>(cycle))) {
        found.add(describe(cycle));
      }
    }
    return List.copyOf(found);
  }

  /** Breadth first from a lock back to itself. */
  private List<String> shortestCycle(String start) {
    Map<String, String> from = new LinkedHashMap<>();
    List<String> level = List.of(start);
    while (!level.isEmpty()) {
      List<String> next = new ArrayList<>();
      for (String held : level) {
        for (String lock : order.getOrDefault(held, Map.of()).keySet()) {
          if (lock.equals(start)) {
            return path(from, start, held);
          }
          if (from.putIfAbsent(lock, held) == null) {
            next.add(lock);
          }
        }
      }
      level = next;
    }
    return List.of();
  }

  private static List<String> path(Map<String, String> from, String start, String last) {
    List<String> path = new ArrayList<>();
    String lock = last;
    while (!lock.equals(start)) {
      path.addFirst(lock);
      lock = from.getOrDefault(lock, start);
    }
    path.addFirst(start);
    return path;
  }

  private String describe(List<String> cycle) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < cycle.size(); i++) {
      String held = cycle.get(i);
      String lock = cycle.get((i + 1) % cycle.size());
      parts.add(
          order.getOrDefault(held, Map.of()).get(lock)
              + " takes "
              + lock
              + " while holding "
              + held);
    }
    return String.join("; ", parts);
  }

  /**
   * Watches one execution. A lock is held by a context on a CPU: one that a switch hands over with
   * the CPU is not held by the thread that took it and goes on elsewhere, nor are those of a thread
   * that sleeps held by the one that comes next.
   */
  final class Observer {
    private final Map<SharedObject, Holder> holders = new LinkedHashMap<>();

    /** Pairs of this execution: the lock held, the lock taken, who. */
    private final List<String> own = new ArrayList<>();

    private record Holder(Context context, int cpu) {}

    /** The cycles that this execution closes alone. */
    List<String> cycles() {
      if (!isCyclic()) {
        return List.of();
      }
      LockOrder alone = new LockOrder();
      for (int i = 0; i < own.size(); i += 3) {
        alone.taken(own.get(i), own.get(i + 1), own.get(i + 2));
      }
      return alone.cycles();
    }

    void step(Step step) {
      switch (step.access()) {
        case LOCK -> took(step);
        case UNLOCK -> holders.remove(step.object());
        case TRYLOCK, LOAD, STORE, RMW, CAS, SLEEP, WAKEUP, AWAIT -> {
          // does not wait for a lock
        }
      }
    }

    private void took(Step step) {
      SharedObject lock = step.object();
      if (lock == null || !(step instanceof Cpu cpu)) {
        return;
      }
      Holder self = new Holder(cpu.context(), step.cpu());
      holders.remove(lock);
      for (Map.Entry<SharedObject, Holder> other : holders.entrySet()) {
        if (other.getValue().equals(self) && !other.getKey().name().equals(lock.name())) {
          taken(other.getKey().name(), lock.name(), step.label());
          own.add(other.getKey().name());
          own.add(lock.name());
          own.add(step.label());
        }
      }
      holders.put(lock, self);
    }
  }
}
