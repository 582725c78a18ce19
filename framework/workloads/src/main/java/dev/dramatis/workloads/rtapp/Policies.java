package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Task.Scheduling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies and priorities, mapped to the classes that all kernels share. */
final class Policies {
  private static final List<String> NAMES =
      List.of(
          "SCHED_OTHER", "SCHED_BATCH", "SCHED_IDLE", "SCHED_RR", "SCHED_FIFO", "SCHED_DEADLINE");
  private static final int DEFAULT_REALTIME = 10;

  private Policies() {}

  static SchedClass schedClass(Source source, Values values, Member member)
      throws WorkloadException {
    return switch (values.oneOf(member, NAMES)) {
      case "SCHED_FIFO" -> SchedClass.FIFO;
      case "SCHED_RR" -> SchedClass.ROUND_ROBIN;
      case "SCHED_IDLE" -> SchedClass.IDLE;
      case "SCHED_BATCH" -> {
        source.note("SCHED_BATCH is treated as SCHED_OTHER");
        yield SchedClass.TIMESHARE;
      }
      case "SCHED_DEADLINE" ->
          throw source.error(
              member.value().place(),
              "SCHED_DEADLINE has no counterpart in the kernels simulated; use SCHED_FIFO or"
                  + " SCHED_RR with a 'priority'");
      default -> SchedClass.TIMESHARE;
    };
  }

  /**
   * Class and priority from the two keys, each of which may be missing.
   *
   * @param inherited class if no policy is given
   */
  static Scheduling scheduling(
      Source source,
      Values values,
      @Nullable Member policy,
      @Nullable Member priority,
      SchedClass inherited)
      throws WorkloadException {
    SchedClass schedClass = policy == null ? inherited : schedClass(source, values, policy);
    boolean realtime = Scheduling.isRealtime(schedClass);
    if (priority == null) {
      return Scheduling.of(schedClass, realtime ? DEFAULT_REALTIME : 0);
    }
    return Scheduling.of(
        schedClass, realtime ? values.integer(priority, 1, 99) : values.integer(priority, -20, 19));
  }
}
