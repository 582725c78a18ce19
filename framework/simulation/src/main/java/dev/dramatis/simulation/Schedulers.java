package dev.dramatis.simulation;

import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;

/** Makes schedulers, under guard where checks are on. */
record Schedulers(Machine machine, boolean guarded) {
  Scheduler create(SchedulerFactory factory, SchedulerHost host) {
    Scheduler plugin;
    try {
      plugin = factory.create(host);
    } catch (RuntimeException problem) {
      throw new PluginFailure(
          "scheduler " + factory.id() + " could not be created: " + problem, problem);
    }
    return guarded ? new SchedulerGuard(factory.id(), plugin) : plugin;
  }
}
