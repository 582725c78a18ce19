package dev.dramatis.console;

import dev.dramatis.lab.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options of everything that runs workloads. */
final class RunSettings {
  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "End at this simulated time at the latest, such as 10s or 500ms.")
  String until = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replace a setting of the workload. May be repeated.")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--option",
      paramLabel = "PART.KEY=VALUE",
      description = {
        "Set a switch of the personality or a parameter of the scheduler: personality.KEY=VALUE,"
            + " scheduler.quantum=5ms. May be repeated."
      })
  List<String> options = new ArrayList<>();

  @Option(
      names = "--no-checks",
      description = "Leave out assertions, transition and lock-order checks; faster.")
  boolean noChecks;

  long untilNanos() throws UserException {
    if (until.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long nanos = time("--until", until);
    if (nanos <= 0) {
      throw UserException.badInput("--until: the run needs a time above 0");
    }
    return nanos;
  }

  static long time(String option, String text) throws UserException {
    try {
      return Units.parseTime(text);
    } catch (IllegalArgumentException e) {
      throw UserException.badInput(option + ": " + e.getMessage());
    }
  }

  Map<String, String> workloadSettings() throws UserException {
    return pairs("--set", settings);
  }

  /** With their prefix, in order of name, so that the order on the command line does not matter. */
  Map<String, String> allOptions() throws UserException {
    Map<String, String> all = new TreeMap<>(pairs("--option", options));
    for (String key : all.keySet()) {
      if (!key.startsWith("personality.") && !key.startsWith("scheduler.")) {
        throw UserException.badInput(
            "--option: '"
                + key
                + "' belongs to no part; write personality."
                + key
                + " or scheduler."
                + key);
      }
    }
    return all;
  }

  static Map<String, String> withPrefix(String prefix, Map<String, String> all) {
    Map<String, String> some = new TreeMap<>();
    all.forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        some.put(key.substring(prefix.length()), value);
      }
    });
    return some;
  }

  private static Map<String, String> pairs(String option, List<String> texts) throws UserException {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw UserException.badInput(option + ": '" + text + "' is no KEY=VALUE");
      }
      pairs.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
    return pairs;
  }
}
