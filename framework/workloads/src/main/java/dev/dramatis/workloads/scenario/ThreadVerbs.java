package dev.dramatis.workloads.scenario;

import static dev.dramatis.workloads.scenario.StepParser.alone;
import static dev.dramatis.workloads.scenario.StepParser.needing;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Steps on threads and time. */
final class ThreadVerbs {
  private ThreadVerbs() {}

  static void addTo(Map<String, StepParser.Verb> verbs, Vocabulary names) {
    verbs.put("create", needing("the thread to create", tree -> create(names.started(tree))));
    verbs.put("join", needing("the thread to join", tree -> join(names.programOrSelf(tree))));
    verbs.put("detach", on(names, (a, t) -> a.user.detach(t)));
    verbs.put("suspend", on(names, (a, t) -> a.user.suspend(t)));
    verbs.put("resume", on(names, (a, t) -> a.user.resume(t)));
    verbs.put(
        "exit",
        alone(a -> {
          a.record().finished = true;
          a.user.exit();
          return Errno.OK;
        }));
    verbs.put(
        "yield",
        alone(a -> {
          a.user.yield();
          return Errno.OK;
        }));
    verbs.put("sleep", needing("a time", ThreadVerbs::sleep));
    verbs.put("compute", needing("a time", ThreadVerbs::compute));
    verbs.put("affinity", needing("a thread and its CPUs", tree -> affinity(names, tree)));
  }

  /** An action on a thread that exists. */
  private interface OnThread {
    int act(Actor actor, UserThread thread);
  }

  private static StepParser.Verb on(Vocabulary names, OnThread action) {
    return needing(
        "a thread",
        tree -> {
          String name = names.programOrSelf(tree);
          return actor -> {
            UserThread thread = actor.thread(name).thread;
            return thread == null ? Errno.ESRCH : action.act(actor, thread);
          };
        });
  }

  private static Step.Action create(String name) {
    return actor -> {
      ThreadSpec spec = actor.run.scenario().program(name).spec();
      ThreadRecord record = actor.run.newRecord(name);
      actor.record().teach(record.clock);
      UserThread thread = actor.user.create(spec, actor.run.program(record));
      if (thread == null) {
        actor.run.forget(record);
        return Errno.EAGAIN;
      }
      record.thread = thread;
      record.process = thread.process();
      if (record.nativeId == 0) {
        record.nativeId = actor.user.nativeId(thread);
      }
      return Errno.OK;
    };
  }

  private static Step.Action join(String name) {
    return actor -> {
      ThreadRecord record = actor.thread(name);
      UserThread thread = record.thread;
      if (thread == null) {
        return Errno.ESRCH;
      }
      int result = actor.user.join(thread);
      if (result == Errno.OK && ++record.joins > 1) {
        throw new Violation("joined-twice", name + " was joined a second time");
      }
      actor.record().learn(record.clock);
      if (result == Errno.OK && record.left()) {
        throw new Violation("joined-early", name + " was joined before it ended");
      }
      return result;
    };
  }

  private static Step.Action sleep(Tree tree) throws WorkloadException {
    long nanos = StepParser.time(tree);
    return actor -> {
      actor.user.sleep(nanos);
      return Errno.OK;
    };
  }

  private static Step.Action compute(Tree tree) throws WorkloadException {
    long nanos = StepParser.time(tree);
    return actor -> {
      actor.user.compute(nanos);
      return Errno.OK;
    };
  }

  private static Step.Action affinity(Vocabulary names, Tree tree) throws WorkloadException {
    tree.entries(List.of("thread", "cpus"));
    String name = names.programOrSelf(tree.need("thread"));
    BitSet cpus = ScenarioParser.cpuSet(tree.need("cpus"));
    return actor -> {
      UserThread thread = actor.thread(name).thread;
      int result = thread == null ? Errno.ESRCH : actor.user.setAffinity(thread, cpus);
      int here = actor.user.self().context().cpu().id();
      if (result == Errno.OK && name.equals("self") && !cpus.get(here)) {
        throw new Violation("affinity", "the caller is on CPU " + here + ", which is not allowed");
      }
      return result;
    };
  }
}
