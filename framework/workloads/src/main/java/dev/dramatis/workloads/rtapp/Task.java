package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task of the description: what each of its threads does.
 *
 * @param name its name
 * @param instances threads at the start; 0 for one that is only forked
 * @param delayNanos time before its first phase
 * @param loops how often all phases are gone through; -1 for ever
 * @param scheduling class and priority at the start
 * @param workingSetBytes memory that its threads keep warm
 * @param phases what it does, in order
 */
record Task(
    String name,
    int instances,
    long delayNanos,
    int loops,
    Scheduling scheduling,
    long workingSetBytes,
    List<Phase> phases) {

  /**
   * A part of a task.
   *
   * @param name its name
   * @param loops how often its steps are repeated; -1 for ever
   * @param scheduling class and priority from here on, or null to keep what there is
   * @param cpus where it may run, or null for everywhere
   * @param steps what it does, in order
   */
  record Phase(
      String name,
      int loops,
      @Nullable Scheduling scheduling,
      @Nullable BitSet cpus,
      List<Step> steps) {}

  /**
   * Class and priority.
   *
   * @param schedClass class
   * @param realtime 1 to 99 for the real-time classes, else 0
   * @param nice for the fair classes, else 0
   */
  record Scheduling(SchedClass schedClass, int realtime, int nice) {
    static Scheduling of(SchedClass schedClass, int priority) {
      boolean realtime = isRealtime(schedClass);
      return new Scheduling(schedClass, realtime ? priority : 0, realtime ? 0 : priority);
    }

    static boolean isRealtime(SchedClass schedClass) {
      return schedClass == SchedClass.FIFO || schedClass == SchedClass.ROUND_ROBIN;
    }
  }
}
