package dev.dramatis.explore.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where in its kernel a thread stands, in the names of the original: personalities write its
 * functions in Java case, so that {@code lwpWait} is lwp_wait. Functions that only take or release
 * a lock are left out; what they do is told anyway.
 */
final class Functions {
  private static final int SHOWN = 2;
  private static final String PERSONALITY = "dev.dramatis.personality.";
  private static final String FRAMEWORK = "dev.dramatis.simulation.";

  private static final Set<String> LOCKS =
      Set.of("KMutex", "SpinMutex", "KernelLock", "Lock", "Mtx", "SpinMtx", "RwStripe");

  private static final Set<String> OF_LOCKS =
      Set.of(
          "lwpLock",
          "lwpUnlock",
          "lwpUnlockTo",
          "threadLock",
          "threadUnlock",
          "threadLockUnblock",
          "releasePrevious",
          "finishSwitch");

  /** Classes that stand for a prefix of the functions that they hold. */
  private static final Map<String, String> PREFIXES =
      Map.of(
          "CondVar", "cv_",
          "SingleThreading", "thread_",
          "Sleepq", "sleepq_",
          "SleepQueues", "sleepq_",
          "ThreadLife", "thread_",
          "Turnstiles", "turnstile_");

  private Functions() {}

  /**
   * The functions between the engine and the system call, on the stack of whoever asks.
   *
   * @return outermost first, separated by {@code >}
   */
  static String here() {
    List<StackWalker.StackFrame> frames = new ArrayList<>();
    StackWalker.getInstance()
        .forEach(frame -> {
          String type = frame.getClassName();
          boolean inside = type.startsWith(PERSONALITY);
          boolean outside = type.startsWith(FRAMEWORK) && !frames.isEmpty();
          if (inside || outside) {
            frames.add(frame);
          }
        });
    Deque<String> functions = new ArrayDeque<>();
    for (StackWalker.StackFrame frame : frames) {
      if (functions.size() == SHOWN || !frame.getClassName().startsWith(PERSONALITY)) {
        break;
      }
      String name = name(frame.getClassName(), frame.getMethodName());
      if (!name.isEmpty() && !name.equals(functions.peekFirst())) {
        functions.addFirst(name);
      }
    }
    return String.join(" > ", functions);
  }

  /** The name in the original; empty for what is not told. */
  static String name(String type, String method) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    boolean told =
        !method.contains("lambda$")
            && !simple.endsWith("Kernel")
            && !LOCKS.contains(simple)
            && !OF_LOCKS.contains(method);
    if (!told) {
      return "";
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < method.length(); i++) {
      char c = method.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_').append(Character.toLowerCase(c));
      } else {
        name.append(c);
      }
    }
    String prefix = PREFIXES.getOrDefault(simple, "");
    return name.indexOf(prefix) == 0 ? name.toString() : prefix + name;
  }
}
