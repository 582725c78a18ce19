package dev.dramatis.spi.workload;

import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * How a thread starts. Immutable by convention: nobody changes the set after construction.
 *
 * @param name name in reports
 * @param schedClass scheduling class
 * @param realtimePriority 1 to 99 for the real-time classes, larger is more urgent; else 0
 * @param nice -20 to 19 for time sharing
 * @param affinity CPUs it may run on, or null for all
 * @param detached whether nobody will join it
 * @param workingSetBytes memory it keeps warm; decides what a migration costs
 */
public record ThreadSpec(
    String name,
    SchedClass schedClass,
    int realtimePriority,
    int nice,
    @Nullable BitSet affinity,
    boolean detached,
    long workingSetBytes) {

  /** A joinable time-sharing thread with nice 0 that may run anywhere. */
  public static ThreadSpec named(String name) {
    return new ThreadSpec(name, SchedClass.TIMESHARE, 0, 0, null, false, 16 * 1024);
  }

  /** The same with another name. */
  public ThreadSpec withName(String newName) {
    return new ThreadSpec(
        newName, schedClass, realtimePriority, nice, affinity, detached, workingSetBytes);
  }

  /** The same, detached. */
  public ThreadSpec asDetached() {
    return new ThreadSpec(
        name, schedClass, realtimePriority, nice, affinity, true, workingSetBytes);
  }

  /** The same, bound to CPUs; null for all. */
  public ThreadSpec on(@Nullable BitSet cpus) {
    return new ThreadSpec(
        name, schedClass, realtimePriority, nice, cpus, detached, workingSetBytes);
  }

  /** The same with another class and priority. */
  public ThreadSpec scheduled(SchedClass newClass, int newRealtimePriority, int newNice) {
    return new ThreadSpec(
        name, newClass, newRealtimePriority, newNice, affinity, detached, workingSetBytes);
  }
}
