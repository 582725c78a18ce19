package dev.dramatis.explore.scenario;

import dev.dramatis.explore.Outcome;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.workloads.scenario.ScenarioRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says how an execution ended, by name. */
final class Verdicts {
  /** Deadlocks in which somebody sleeps and nobody is known who should wake him. */
  static final String LOST_WAKEUP = "lost-wakeup";

  private static final String PREFIX = "check failed: ";

  private Verdicts() {}

  static Outcome of(RunResult result, Kernel kernel, ScenarioRun run) {
    RunResult.Failure failure = result.failure();
    if (failure == null) {
      return ended(kernel, run);
    }
    return switch (failure.kind()) {
      case VIOLATION -> violation(failure.message());
      case PLUGIN -> Outcome.violation("plugin", failure.message());
      case LIVELOCK -> Outcome.livelock(failure.message());
      case STUCK_CPU -> new Outcome(Outcome.Kind.DEADLOCK, "stuck-cpu", waiting(kernel, run));
      case DEADLOCK -> run.mayBeLeft() ? settled(kernel, run) : deadlock(kernel, run);
    };
  }

  private static Outcome violation(String message) {
    String text = message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message;
    int end = text.indexOf(": ");
    return end < 0
        ? Outcome.violation(text, "")
        : Outcome.violation(text.substring(0, end), text.substring(end + 2));
  }

  /** A fault that nobody has given a name: the kernel tripped over itself. */
  static Outcome exception(RuntimeException e) {
    StackTraceElement[] stack = e.getStackTrace();
    String where =
        stack.length == 0 ? "" : stack[0].getClassName() + "." + stack[0].getMethodName();
    return Outcome.violation(
        "exception:"
            + e.getClass().getSimpleName()
            + "@"
            + where.substring(where.lastIndexOf('.', where.lastIndexOf('.') - 1) + 1),
        e.getMessage() == null ? "" : e.getMessage());
  }

  /** Threads are left that may be; what is checked at the end of a run was not. */
  private static Outcome settled(Kernel kernel, ScenarioRun run) {
    try {
      kernel.checkInvariants();
    } catch (Violation violation) {
      return violation(String.valueOf(violation.getMessage()));
    }
    return ended(kernel, run);
  }

  private static Outcome ended(Kernel kernel, ScenarioRun run) {
    ScenarioRun.Broken broken = run.broken();
    if (broken != null) {
      return Outcome.violation("require:" + broken.line(), broken.detail());
    }
    List<String> leaked = leaked(kernel, run);
    return leaked.isEmpty() ? Outcome.OK : Outcome.violation("leak", String.join("; ", leaked));
  }

  /** Threads that the kernel still knows although nothing can collect them any more. */
  private static List<String> leaked(Kernel kernel, ScenarioRun run) {
    Set<Integer> left = new LinkedHashSet<>();
    for (UserThread thread : run.left()) {
      left.add(thread.id());
    }
    List<String> leaked = new ArrayList<>();
    if (!left.isEmpty()) {
      return leaked;
    }
    for (ThreadInfo info : kernel.threads()) {
      if (info.thread() > 0) {
        leaked.add(
            info.name() + " is still there, in state " + info.state() + ", id " + info.nativeId());
      }
    }
    return leaked;
  }

  private static Outcome deadlock(Kernel kernel, ScenarioRun run) {
    String check = circular(kernel.threads()) ? "" : LOST_WAKEUP;
    return new Outcome(Outcome.Kind.DEADLOCK, check, waiting(kernel, run));
  }

  /** Whether some thread waits, over others, for itself. */
  private static boolean circular(List<ThreadInfo> threads) {
    Map<Integer, Integer> waits = new LinkedHashMap<>();
    threads.forEach(t -> waits.put(t.thread(), t.waitsFor()));
    for (Integer start : waits.keySet()) {
      @Nullable Integer at = waits.get(start);
      for (int i = 0; i < threads.size() && at != null && at != 0; i++) {
        if (at.equals(start)) {
          return true;
        }
        at = waits.get(at);
      }
    }
    return false;
  }

  /** Who waits for what, a part each. */
  static String waiting(Kernel kernel, ScenarioRun run) {
    Set<Integer> left = new LinkedHashSet<>();
    run.left().forEach(t -> left.add(t.id()));
    Map<Integer, String> names = new LinkedHashMap<>();
    List<ThreadInfo> threads = kernel.threads();
    threads.forEach(t -> names.put(t.thread(), t.name()));
    List<String> parts = new ArrayList<>();
    for (ThreadInfo t : threads) {
      if (left.contains(t.thread())) {
        parts.add(describe(t, run.position(t.thread()), names));
      }
    }
    return String.join("; ", parts);
  }

  private static String describe(ThreadInfo t, String position, Map<Integer, String> names) {
    StringBuilder text = new StringBuilder(t.name());
    if (!position.isEmpty()) {
      text.append(" in ").append(position);
    }
    text.append(" is ").append(t.state());
    if (!t.waitChannel().isEmpty()) {
      text.append(" on ").append(t.waitChannel());
    }
    if (t.waitsFor() != 0) {
      text.append(", waits for ")
          .append(names.getOrDefault(t.waitsFor(), "thread " + t.waitsFor()));
    }
    if (!t.holds().isEmpty()) {
      text.append(", holds ").append(String.join(", ", t.holds()));
    }
    return text.toString();
  }
}
