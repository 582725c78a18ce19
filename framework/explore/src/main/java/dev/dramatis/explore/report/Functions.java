package dev.dramatis.explore.report;

import dev.dramatis.spi.kernel.SourceFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Where in its kernel a thread stands, in the names of the original: personalities write its
 * functions in Java case, so that {@code lwpWait} is lwp_wait. Functions that only take or release
 * a lock are left out; what they do is told anyway.
 */
final class Functions {
  private static final int SHOWN = 2;
  private static final Pattern NO_WORD = Pattern.compile("\\W+");
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

  /** What the personality lists, by class and method, in the order of its list. */
  private final Map<String, SourceFunction> listed = new LinkedHashMap<>();

  /** Knows what the personality lists, and how it calls the rest. */
  Functions(List<SourceFunction> functions) {
    for (SourceFunction f : functions) {
      listed.put(f.method(), f);
    }
  }

  /**
   * Where the functions that a text names begin in the original, a line for each source file; those
   * that the personality does not list are left out.
   */
  List<String> positions(String text) {
    Set<String> words = new HashSet<>(Arrays.asList(NO_WORD.split(text)));
    Map<String, StringJoiner> files = new LinkedHashMap<>();
    for (SourceFunction f : listed.values()) {
      if (words.contains(f.name())) {
        files
            .computeIfAbsent(f.file(), file -> new StringJoiner(", ", file + ": ", ""))
            .add(f.name() + " " + f.line());
      }
    }
    return files.values().stream().map(StringJoiner::toString).toList();
  }

  /**
   * The functions between the engine and the system call, on the stack of whoever asks.
   *
   * @return outermost first, separated by {@code >}
   */
  String here() {
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
  String name(String type, String method) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    SourceFunction function = listed.get(simple + "." + method);
    if (function != null && !OF_LOCKS.contains(method)) {
      return function.name();
    }
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
