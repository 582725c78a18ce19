package dev.dramatis.explore.schedule;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A schedule with everything needed to repeat it, as text. The first line names the version; then
 * come {@code key: value} lines, a line for each switch, and the text of the scenario.
 *
 * @param scenario text of the scenario file
 * @param personality id of the kernel
 * @param scheduler id of the scheduler
 * @param cpus CPUs of the machine
 * @param racesTimers whether timers may expire before their time
 * @param options switches and parameters, with their prefix {@code personality.} or {@code
 *     scheduler.}
 * @param failure what it leads to, by name
 * @param detail the values involved
 * @param bundle bundle and version of the personality it was found with
 * @param schedule the switches
 */
public record ScheduleFile(
    String scenario,
    String personality,
    String scheduler,
    int cpus,
    boolean racesTimers,
    Map<String, String> options,
    String failure,
    String detail,
    String bundle,
    Schedule schedule) {

  private static final String HEAD = "dramatis-schedule 1";
  private static final String SCENARIO = "--- scenario";

  /** Copies the options; they stay in their order. */
  public ScheduleFile {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** The file. */
  public String text() {
    StringBuilder text = new StringBuilder(1024);
    text.append(HEAD).append('\n');
    line(text, "personality", personality);
    line(text, "scheduler", scheduler);
    line(text, "cpus", Integer.toString(cpus));
    if (racesTimers) {
      line(text, "timers", "racing");
    }
    options.forEach((key, value) -> line(text, "option", key + "=" + value));
    line(text, "found-with", bundle);
    line(text, "failure", failure);
    line(text, "detail", detail.replace('\n', ' '));
    for (Switch s : schedule.switches()) {
      text.append("switch: ")
          .append(s.after() == Switch.NOBODY ? "start" : Integer.toString(s.after()))
          .append(' ')
          .append(s.steps())
          .append(" -> ")
          .append(s.to());
      if (s.variant() != 0) {
        text.append(" variant ").append(s.variant());
      }
      text.append(s.note().isEmpty() ? "" : "  # " + s.note()).append('\n');
    }
    return text.append(SCENARIO).append('\n').append(scenario).toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  /** Reads a file. */
  public static ScheduleFile read(String file, String text) throws WorkloadException {
    return new Reader(file).read(text);
  }

  private static final class Reader {
    private static final String KNOWN =
        "personality, scheduler, cpus, timers, option, found-with, failure, detail, switch";
    private static final int MAX_CPUS = 64;

    private final String file;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<Switch> switches = new ArrayList<>();
    private int line;

    Reader(String file) {
      this.file = file;
    }

    ScheduleFile read(String text) throws WorkloadException {
      int body = text.indexOf("\n" + SCENARIO + "\n");
      line = 1;
      if (!text.startsWith(HEAD + "\n")) {
        throw error(
            text.startsWith("dramatis-schedule ")
                ? "this version of schedule files is not understood; there is only " + HEAD
                : "this is no schedule file; its first line would be " + HEAD);
      }
      if (body < 0) {
        throw error("the scenario is missing; it follows the line " + SCENARIO);
      }
      for (String l : text.substring(HEAD.length() + 1, body + 1).split("\n", -1)) {
        line++;
        if (!l.isBlank()) {
          entry(l);
        }
      }
      return new ScheduleFile(
          text.substring(body + SCENARIO.length() + 2),
          need("personality"),
          need("scheduler"),
          cpus(),
          racing(),
          options,
          need("failure"),
          keys.getOrDefault("detail", ""),
          keys.getOrDefault("found-with", ""),
          new Schedule(switches));
    }

    private void entry(String text) throws WorkloadException {
      int colon = text.indexOf(':');
      String key = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1).strip();
      switch (key) {
        case "personality", "scheduler", "cpus", "timers", "failure", "detail", "found-with" ->
            put(key, value);
        case "option" -> {
          int equals = value.indexOf('=');
          if (equals < 0) {
            throw error("an option is written: option: personality.KEY=VALUE");
          }
          options.put(value.substring(0, equals), value.substring(equals + 1));
        }
        case "switch" -> switches.add(readSwitch(value));
        default -> throw error("key '" + key + "' is unknown; known are " + KNOWN);
      }
    }

    private void put(String key, String value) throws WorkloadException {
      if (keys.put(key, value) != null) {
        throw error("key '" + key + "' is here for the second time; drop one");
      }
      lines.put(key, line);
    }

    private int cpus() throws WorkloadException {
      String text = need("cpus");
      line = lines.getOrDefault("cpus", 1);
      int cpus = number(text);
      if (cpus < 1 || cpus > MAX_CPUS) {
        throw error("'" + text + "' is no number of CPUs; write one from 1 to " + MAX_CPUS);
      }
      return cpus;
    }

    private boolean racing() throws WorkloadException {
      String text = keys.getOrDefault("timers", "");
      if (!text.isEmpty() && !text.equals("racing")) {
        line = lines.getOrDefault("timers", 1);
        throw error("timers are 'racing', or the line is left out; not '" + text + "'");
      }
      return !text.isEmpty();
    }

    private Switch readSwitch(String value) throws WorkloadException {
      int hash = value.indexOf('#');
      String note = hash < 0 ? "" : value.substring(hash + 1).strip();
      String[] words = (hash < 0 ? value : value.substring(0, hash)).strip().split(" +", -1);
      boolean variant = words.length == 6 && words[4].equals("variant");
      if (words.length != 4 && !variant || !words[2].equals("->")) {
        throw error("a switch is written: switch: ACTOR STEPS -> ACTOR, such as switch: 0 45 -> 1");
      }
      return new Switch(
          words[0].equals("start") ? Switch.NOBODY : number(words[0]),
          number(words[1]),
          number(words[3]),
          variant ? number(words[5]) : 0,
          note);
    }

    private String need(String key) throws WorkloadException {
      String value = keys.get(key);
      if (value == null || value.isEmpty()) {
        throw error(key + " is missing; write a line " + key + ": VALUE before " + SCENARIO);
      }
      return value;
    }

    private int number(String text) throws WorkloadException {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw error("'" + text + "' is no whole number");
      }
    }

    private WorkloadException error(String problem) {
      return new WorkloadException(file, line, 1, problem);
    }
  }
}
