package dev.dramatis.workloads.scenario;

import static dev.dramatis.workloads.scenario.StepParser.needing;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Steps on processes and signals. */
final class ProcessVerbs {
  private static final String ANY = "any";

  private ProcessVerbs() {}

  static void addTo(Map<String, StepParser.Verb> verbs, Vocabulary names, StepParser steps) {
    verbs.put("fork", needing("the first thread", tree -> fork(names.started(tree), false)));
    verbs.put("vfork", needing("the first thread", tree -> fork(names.started(tree), true)));
    verbs.put("exec", needing("the first thread", tree -> exec(names.started(tree))));
    verbs.put("exit-process", needing("a status", ProcessVerbs::exitProcess));
    verbs.put("await-process", needing("a process", tree -> await(names, tree)));
    verbs.put("kill", needing("a signal and its target", tree -> kill(names, tree)));
    verbs.put("set-group", needing("a process", tree -> setGroup(names, tree)));
    verbs.put("signal-action", needing("a signal", tree -> signalAction(steps, tree)));
    verbs.put("signal-mask", needing("signals", ProcessVerbs::signalMask));
    verbs.put("signal-suspend", needing("signals", ProcessVerbs::signalSuspend));
  }

  private static Step.Action fork(String name, boolean untilExec) {
    return actor -> {
      ThreadSpec spec = actor.run.scenario().program(name).spec();
      ThreadRecord record = actor.run.newRecord(name);
      actor.record().teach(record.clock);
      UserThread thread = actor.user.fork(spec, untilExec, actor.run.program(record));
      if (thread == null) {
        actor.run.forget(record);
        return Errno.EAGAIN;
      }
      record.thread = thread;
      record.process = thread.process();
      return Errno.OK;
    };
  }

  private static Step.Action exec(String name) {
    return actor ->
        actor.user.exec(user -> {
          ThreadRecord record = actor.run.newRecord(name);
          actor.record().finished = true;
          actor.run.program(record).run(user);
        });
  }

  private static Step.Action exitProcess(Tree tree) throws WorkloadException {
    int status = (int) tree.number(0, 255);
    return actor -> {
      actor.record().finished = true;
      actor.user.exitProcess(status);
      return Errno.OK;
    };
  }

  /** What a process is called: by its first thread, or any child. */
  private static Step.Action await(Vocabulary names, Tree tree) throws WorkloadException {
    Tree process = tree;
    int options = 0;
    String status = null;
    if (tree.isMapping()) {
      Map<String, Tree> keys = tree.entries(List.of("process", "options", "status"));
      process = tree.need("process");
      Tree given = keys.get("options");
      options = given == null ? 0 : Names.options(given);
      status = status(keys.get("status"));
    }
    String name = process.text().equals(ANY) ? ANY : names.program(process);
    int chosen = options;
    String wanted = status;
    return actor -> {
      int number = name.equals(ANY) ? Processes.ANY : actor.thread(name).process;
      ProcessStatus became = new ProcessStatus();
      int result = actor.user.awaitProcess(number, chosen, became);
      if (result == Errno.OK && became.process() != 0) {
        collected(actor, became, wanted);
      }
      return result;
    };
  }

  private static void collected(Actor actor, ProcessStatus status, @Nullable String wanted) {
    String how = status.how().name().toLowerCase(Locale.ROOT) + " " + status.value();
    if (wanted != null && !how.equals(wanted)) {
      throw new Violation(
          "status", "process " + status.process() + " is " + how + " and not " + wanted);
    }
    boolean over =
        switch (status.how()) {
          case EXITED, KILLED, DUMPED -> true;
          case STOPPED, CONTINUED -> false;
        };
    if (over && actor.run.collected(status.process()) > 1) {
      throw new Violation(
          "collected-twice", "process " + status.process() + " was collected a second time");
    }
  }

  /** Such as {@code exited 3} or {@code killed SIGKILL}, with the number instead of the name. */
  private static @Nullable String status(@Nullable Tree tree) throws WorkloadException {
    if (tree == null) {
      return null;
    }
    if (tree.entries().size() != 1) {
      throw tree.error("write one of exited, killed, dumped, stopped or continued, with a value");
    }
    String how = tree.entries().keySet().iterator().next();
    tree.key(how).word(List.of("exited", "killed", "dumped", "stopped", "continued"));
    Tree value = tree.need(how);
    return how + " " + (how.equals("exited") ? value.number(0, 255) : Names.signal(value));
  }

  private static Step.Action kill(Vocabulary names, Tree tree) throws WorkloadException {
    Map<String, Tree> keys = tree.entries(List.of("signal", "thread", "process", "group"));
    int signal = Names.signal(tree.need("signal"));
    Tree thread = keys.get("thread");
    Tree process = keys.get("process");
    Tree group = keys.get("group");
    if (thread != null && process == null && group == null) {
      String name = names.programOrSelf(thread);
      return actor -> {
        UserThread target = actor.thread(name).thread;
        return target == null ? Errno.ESRCH : actor.user.kill(target, signal);
      };
    }
    Tree target = process == null ? group : process;
    if (target == null || thread != null || process != null && group != null) {
      throw tree.error("a signal goes to a thread, a process or a group: name one of them");
    }
    String name = names.programOrSelf(target);
    int sign = group == null ? 1 : -1;
    return actor -> {
      int number = actor.thread(name).process;
      return number == 0 ? Errno.ESRCH : actor.user.kill(sign * number, signal);
    };
  }

  private static Step.Action setGroup(Vocabulary names, Tree tree) throws WorkloadException {
    tree.entries(List.of("process", "group"));
    String process = names.programOrSelf(tree.need("process"));
    Tree group = tree.need("group");
    String of = group.text().equals("new") ? "" : names.programOrSelf(group);
    return actor ->
        actor.user.setGroup(
            actor.thread(process).process, of.isEmpty() ? 0 : actor.thread(of).process);
  }

  private static Step.Action signalAction(StepParser steps, Tree tree) throws WorkloadException {
    Map<String, Tree> keys =
        tree.entries(List.of("signal", "action", "handler", "restart", "block"));
    int signal = Names.signal(tree.need("signal"));
    String kind = tree.need("action").word(List.of("default", "ignore", "catch"));
    Tree handler = keys.get("handler");
    if ((handler == null) == kind.equals("catch")) {
      throw tree.error("a handler goes with catch, and only with catch");
    }
    Tree restart = keys.get("restart");
    Tree block = keys.get("block");
    SignalAction action =
        switch (kind) {
          case "default" -> SignalAction.DEFAULT;
          case "ignore" -> SignalAction.IGNORE;
          default ->
              new SignalAction(
                  SignalAction.Kind.CATCH,
                  block == null ? 0 : Names.signals(block),
                  restart == null || restart.truth());
        };
    List<Step> body = handler == null ? List.of() : steps.parse(handler);
    return actor -> actor.user.setSignalAction(signal, action, handler(actor, action, body));
  }

  /** Runs on whichever thread takes the signal. */
  private static @Nullable Program handler(Actor setter, SignalAction action, List<Step> body) {
    return action.kind() == SignalAction.Kind.CATCH
        ? user -> setter.run.actor(user).execute(body)
        : null;
  }

  private static Step.Action signalMask(Tree tree) throws WorkloadException {
    long mask = tree.isScalar() && tree.text().equals("none") ? 0 : Names.signals(tree);
    return actor -> {
      actor.user.setSignalMask(mask);
      return Errno.OK;
    };
  }

  private static Step.Action signalSuspend(Tree tree) throws WorkloadException {
    long mask = tree.isScalar() && tree.text().equals("none") ? 0 : Names.signals(tree);
    return actor -> actor.user.signalSuspend(mask);
  }
}
