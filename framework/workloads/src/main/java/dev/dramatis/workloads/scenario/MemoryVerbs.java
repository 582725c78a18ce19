package dev.dramatis.workloads.scenario;

import static dev.dramatis.workloads.scenario.StepParser.needing;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Steps on mutexes, conditions and variables, and the one that repeats others. */
final class MemoryVerbs {
  private static final int MAX_TIMES = 1000;

  private MemoryVerbs() {}

  static void addTo(Map<String, StepParser.Verb> verbs, Vocabulary names, StepParser steps) {
    verbs.put("lock", onMutex(names, (a, m) -> a.lock(m)));
    verbs.put("trylock", onMutex(names, (a, m) -> a.tryLock(m)));
    verbs.put("unlock", onMutex(names, (a, m) -> a.unlock(m)));
    verbs.put("await", needing("a condition and its mutex", tree -> await(names, tree)));
    verbs.put(
        "signal",
        onCondition(
            names,
            (a, c) -> {
              a.user.signal(a.condition(c));
              return Errno.OK;
            }));
    verbs.put(
        "broadcast",
        onCondition(
            names,
            (a, c) -> {
              a.user.broadcast(a.condition(c));
              return Errno.OK;
            }));
    verbs.put(
        "set", onVariables(names, false, (a, variable, values) -> a.set(variable, values[0])));
    verbs.put(
        "add",
        onVariables(
            names, false, (a, variable, values) -> a.set(variable, a.get(variable) + values[0])));
    verbs.put("check", onVariables(names, true, MemoryVerbs::check));
    verbs.put("enter", section(names, 1));
    verbs.put("leave", section(names, -1));
    verbs.put("repeat", needing("times and steps", tree -> repeat(steps, tree)));
  }

  /** An action on something with a name. */
  private interface Named {
    int act(Actor actor, String name);
  }

  private static StepParser.Verb onMutex(Vocabulary names, Named action) {
    return needing(
        "a mutex",
        tree -> {
          String name = names.mutex(tree);
          return actor -> action.act(actor, name);
        });
  }

  private static StepParser.Verb onCondition(Vocabulary names, Named action) {
    return needing(
        "a condition",
        tree -> {
          String name = names.condition(tree);
          return actor -> action.act(actor, name);
        });
  }

  private static StepParser.Verb section(Vocabulary names, long change) {
    return needing(
        "a section",
        tree -> {
          String name = names.section(tree);
          int line = tree.line();
          return actor -> {
            actor.inSection(name, change, line);
            return Errno.OK;
          };
        });
  }

  /**
   * Waits once, or with {@code until} as programs should: again and again until a variable has a
   * value of at least so much.
   */
  private static Step.Action await(Vocabulary names, Tree tree) throws WorkloadException {
    Map<String, Tree> keys = tree.entries(List.of("condition", "mutex", "until", "timeout"));
    String condition = names.condition(tree.need("condition"));
    String mutex = names.mutex(tree.need("mutex"));
    Tree timeout = keys.get("timeout");
    long nanos = timeout == null ? Long.MAX_VALUE : StepParser.time(timeout);
    Tree until = keys.get("until");
    if (until == null) {
      return actor -> await(actor, condition, mutex, nanos);
    }
    if (until.entries().size() != 1) {
      throw until.error("write one variable with the value to wait for");
    }
    String variable = names.variable(until.key(until.entries().keySet().iterator().next()));
    long value = until.need(variable).number(Long.MIN_VALUE, Long.MAX_VALUE);
    return actor -> {
      while (actor.get(variable) < value) {
        int result = await(actor, condition, mutex, nanos);
        if (result != Errno.OK) {
          return result;
        }
      }
      return Errno.OK;
    };
  }

  private static int await(Actor actor, String condition, String mutex, long nanos) {
    long deadline = nanos == Long.MAX_VALUE ? nanos : actor.user.now() + nanos;
    return actor.await(condition, mutex, deadline);
  }

  /** An action on a variable. */
  private interface OnVariable {
    void act(Actor actor, String variable, long[] values);
  }

  private static StepParser.Verb onVariables(Vocabulary names, boolean several, OnVariable action) {
    return needing(
        "variables with values",
        tree -> {
          List<Step.Action> actions = new ArrayList<>();
          for (Map.Entry<String, Tree> entry : tree.entries().entrySet()) {
            String variable = names.variable(tree.key(entry.getKey()));
            List<Tree> items = entry.getValue().items();
            if (!several && items.size() != 1) {
              throw entry.getValue().error("one value is expected here");
            }
            long[] values = new long[items.size()];
            for (int i = 0; i < values.length; i++) {
              values[i] = items.get(i).number(Long.MIN_VALUE, Long.MAX_VALUE);
            }
            actions.add(actor -> {
              action.act(actor, variable, values);
              return Errno.OK;
            });
          }
          return actor -> {
            actions.forEach(a -> a.perform(actor));
            return Errno.OK;
          };
        });
  }

  private static void check(Actor actor, String variable, long[] values) {
    long value = actor.get(variable);
    for (long allowed : values) {
      if (value == allowed) {
        return;
      }
    }
    throw new Violation(
        "value:" + variable, actor.record().program + " found " + value + " in " + variable);
  }

  private static Step.Action repeat(StepParser parser, Tree tree) throws WorkloadException {
    tree.entries(List.of("times", "steps"));
    long times = tree.need("times").number(1, MAX_TIMES);
    List<Step> steps = parser.parse(tree.need("steps"));
    return actor -> {
      for (long i = 0; i < times; i++) {
        actor.execute(steps);
      }
      return Errno.OK;
    };
  }
}
