package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers that scenario files call by name. */
final class Names {
  private static final Map<String, Integer> SIGNALS = signals();
  private static final Map<String, Integer> ERRORS = errors();
  private static final Map<String, Integer> OPTIONS = options();

  private Names() {}

  private static Map<String, Integer> signals() {
    Map<String, Integer> all = new LinkedHashMap<>();
    all.put("SIGHUP", Signals.SIGHUP);
    all.put("SIGINT", Signals.SIGINT);
    all.put("SIGQUIT", Signals.SIGQUIT);
    all.put("SIGABRT", Signals.SIGABRT);
    all.put("SIGKILL", Signals.SIGKILL);
    all.put("SIGALRM", Signals.SIGALRM);
    all.put("SIGTERM", Signals.SIGTERM);
    all.put("SIGSTOP", Signals.SIGSTOP);
    all.put("SIGTSTP", Signals.SIGTSTP);
    all.put("SIGCONT", Signals.SIGCONT);
    all.put("SIGCHLD", Signals.SIGCHLD);
    all.put("SIGUSR1", Signals.SIGUSR1);
    all.put("SIGUSR2", Signals.SIGUSR2);
    return all;
  }

  private static Map<String, Integer> errors() {
    Map<String, Integer> all = new LinkedHashMap<>();
    for (int errno :
        List.of(
            Errno.OK,
            Errno.EPERM,
            Errno.ESRCH,
            Errno.EINTR,
            Errno.ECHILD,
            Errno.EDEADLK,
            Errno.ENOMEM,
            Errno.EFAULT,
            Errno.EBUSY,
            Errno.ENODEV,
            Errno.EINVAL,
            Errno.EAGAIN,
            Errno.EALREADY,
            Errno.ETIMEDOUT,
            Errno.EPROCLIM,
            Errno.ENOSYS)) {
      all.put(Errno.name(errno), errno);
    }
    return all;
  }

  private static Map<String, Integer> options() {
    Map<String, Integer> all = new LinkedHashMap<>();
    all.put("WNOHANG", Processes.WNOHANG);
    all.put("WUNTRACED", Processes.WUNTRACED);
    all.put("WCONTINUED", Processes.WCONTINUED);
    return all;
  }

  /** A signal by name; 0 only asks whether there is somebody. */
  static int signal(Tree tree) throws WorkloadException {
    if (tree.text().equals("0")) {
      return 0;
    }
    return find(tree, SIGNALS);
  }

  /** A set of signals. */
  static long signals(Tree tree) throws WorkloadException {
    long set = 0;
    for (Tree item : tree.items()) {
      set |= Signals.bit(find(item, SIGNALS));
    }
    return set;
  }

  static int error(Tree tree) throws WorkloadException {
    return find(tree, ERRORS);
  }

  /** Sum of the options of a list. */
  static int options(Tree tree) throws WorkloadException {
    int sum = 0;
    for (Tree item : tree.items()) {
      sum |= find(item, OPTIONS);
    }
    return sum;
  }

  /** The number of a signal or a numeral; for arguments of native calls. */
  static long number(Tree at, String word) throws WorkloadException {
    Integer signal = SIGNALS.get(word);
    if (signal != null) {
      return signal;
    }
    try {
      return Long.decode(word);
    } catch (NumberFormatException e) {
      throw at.error("argument " + word + " is no thread, no signal and no number");
    }
  }

  private static int find(Tree tree, Map<String, Integer> names) throws WorkloadException {
    Integer number = names.get(tree.text());
    if (number == null) {
      throw tree.error(
          "'" + tree.text() + "' is unknown; there are " + String.join(", ", names.keySet()));
    }
    return number;
  }
}
