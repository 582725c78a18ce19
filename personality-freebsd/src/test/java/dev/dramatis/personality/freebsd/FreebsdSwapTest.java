package dev.dramatis.personality.freebsd;

import dev.dramatis.sched.basic.Activator;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SwapContract;

/** Threads leave one kernel of this personality for another, and change schedulers. */
class FreebsdSwapTest extends SwapContract {
  @Override
  protected Personality first() {
    return new FreebsdPersonality();
  }

  @Override
  protected Personality second() {
    return new FreebsdPersonality();
  }

  @Override
  protected SchedulerFactory firstScheduler() {
    return Activator.roundRobin();
  }

  @Override
  protected SchedulerFactory secondScheduler() {
    return Activator.priority();
  }
}
