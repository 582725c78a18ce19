package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.DurationText;
import dev.dramatis.workloads.rtapp.Node.Member;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The section {@code global}: what holds for all tasks.
 *
 * @param durationNanos when the run ends; {@link Long#MAX_VALUE} for never
 * @param policy class of tasks that name none
 * @param memoryBufferBytes buffer of the memory and device events
 */
record Globals(long durationNanos, SchedClass policy, int memoryBufferBytes) {
  static final Globals DEFAULT = new Globals(Long.MAX_VALUE, SchedClass.TIMESHARE, 4 << 20);

  private static final List<String> KEYS =
      List.of(
          "duration",
          "default_policy",
          "calibration",
          "pi_enabled",
          "lock_pages",
          "logdir",
          "log_basename",
          "log_size",
          "ftrace",
          "gnuplot",
          "io_device",
          "mem_buffer_size",
          "cumulative_slack");

  /** Keys of older generations, which rt-app passes over. */
  private static final Set<String> OBSOLETE = Set.of("frag", "fragment", "spacing");

  private static final List<String> FTRACE =
      List.of("main", "task", "loop", "event", "stats", "none");

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  static Globals read(Source source, Values values, Member section) throws WorkloadException {
    long duration = DEFAULT.durationNanos;
    SchedClass policy = DEFAULT.policy;
    int buffer = DEFAULT.memoryBufferBytes;
    Set<String> seen = new HashSet<>();
    for (Member member : values.object(section).members()) {
      if (!seen.add(member.key())) {
        throw source.error(member.place(), "'" + member.key() + "' is given twice; keep one");
      }
      switch (member.key()) {
        case "duration" -> duration = duration(source, values, member);
        case "default_policy" -> policy = Policies.schedClass(source, values, member);
        case "mem_buffer_size" -> buffer = values.integer(member, 1, Integer.MAX_VALUE);
        default -> checkOnly(source, values, member);
      }
    }
    return new Globals(duration, policy, buffer);
  }

  private static void checkOnly(Source source, Values values, Member member)
      throws WorkloadException {
    switch (member.key()) {
      case "calibration" -> calibration(source, values, member);
      case "pi_enabled" -> {
        if (values.bool(member)) {
          source.note(
              "pi_enabled: whether a mutex lends priority is up to the kernel; the setting changes"
                  + " nothing");
        }
      }
      case "lock_pages", "gnuplot", "cumulative_slack" -> values.bool(member);
      case "logdir", "log_basename", "io_device" -> values.string(member);
      case "log_size" -> logSize(values, member);
      case "ftrace" -> ftrace(source, values, member);
      default -> {
        if (!OBSOLETE.contains(member.key())) {
          throw values.unknown(member, "'global'", KEYS);
        }
      }
    }
    source.noteWithoutEffect(member.key());
  }

  private static long duration(Source source, Values values, Member member)
      throws WorkloadException {
    if (member.value() instanceof Node.Str text && text.place().line() == 0) {
      OptionalLong nanos = DurationText.parse(text.value());
      if (nanos.isEmpty() || nanos.getAsLong() == 0) {
        throw source.error(text.place(), "a time is needed, such as 500ms or 2s");
      }
      return nanos.getAsLong();
    }
    int seconds = values.integer(member, -1, Integer.MAX_VALUE);
    if (seconds == 0) {
      throw source.error(
          member.value().place(), "'duration' of 0 seconds runs nothing; use -1 for no limit");
    }
    return seconds < 0 ? Long.MAX_VALUE : (long) seconds * NANOS_PER_SECOND;
  }

  private static void calibration(Source source, Values values, Member member)
      throws WorkloadException {
    if (member.value() instanceof Node.Int) {
      values.integer(member, 1, Integer.MAX_VALUE);
    } else if (!values.string(member).matches("CPU[0-9]{1,4}")) {
      throw source.error(
          member.value().place(),
          "'calibration' must be a CPU such as \"CPU0\" or the nanoseconds of a loop, such as 200");
    }
  }

  private static void logSize(Values values, Member member) throws WorkloadException {
    if (member.value() instanceof Node.Int) {
      values.integer(member, 0, Integer.MAX_VALUE);
    } else {
      values.oneOf(member, List.of("file", "disable", "auto"));
    }
  }

  private static void ftrace(Source source, Values values, Member member) throws WorkloadException {
    if (member.value() instanceof Node.Bool) {
      return;
    }
    for (String category : values.string(member).split(",", -1)) {
      if (!FTRACE.contains(category.strip())) {
        throw source.error(
            member.value().place(),
            "'ftrace' knows " + String.join(", ", FTRACE) + ", not '" + category.strip() + "'");
      }
    }
  }
}
