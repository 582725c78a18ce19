package dev.dramatis.simulation;

import dev.dramatis.engine.Event;
import dev.dramatis.simulation.RunResult.SwapReport;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.List;
import java.util.function.Consumer;

/** Exchanges the policy between two events: no scheduler callback is in progress then. */
final class SchedulerSwap extends Event {
  private final World world;
  private final Swap.ToScheduler request;
  private final Consumer<SchedulerFactory> current;
  private final Schedulers schedulers;
  private final List<SwapReport> reports;

  SchedulerSwap(
      World world,
      Swap.ToScheduler request,
      Schedulers schedulers,
      Consumer<SchedulerFactory> current,
      List<SwapReport> reports) {
    this.world = world;
    this.request = request;
    this.schedulers = schedulers;
    this.current = current;
    this.reports = reports;
  }

  @Override
  protected void fire() {
    SchedulerFactory next = request.scheduler();
    current.accept(next);
    world.traceSwap("scheduler " + next.id());
    world.kernel().replaceScheduler(host -> schedulers.create(next, host));
    world.machine().nudge();
    reports.add(
        new SwapReport(
            request.atNanos(), world.machine().now(), "scheduler=" + next.id(), world.live(), ""));
  }
}
