package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.List;

/** The schedulers of this bundle; also for users without a container. */
public final class BasicSchedulers {
  private BasicSchedulers() {}

  /** All of them. */
  public static List<SchedulerFactory> all() {
    return List.of(roundRobin(), priority(), capacity());
  }

  /** Makes {@link RoundRobin}. */
  public static SchedulerFactory roundRobin() {
    return SchedulerFactory.of(
        "round-robin", "turns of equal length, priorities ignored", RoundRobin::new);
  }

  /** Makes {@link PriorityScheduler}. */
  public static SchedulerFactory priority() {
    return SchedulerFactory.of(
        "priority", "strict fixed priorities, turns among equals", PriorityScheduler::new);
  }

  /** Makes {@link CapacityScheduler}. */
  public static SchedulerFactory capacity() {
    return SchedulerFactory.of(
        "capacity",
        "the smallest core that fits, by the capacities that the machine declares",
        CapacityScheduler::new);
  }
}
