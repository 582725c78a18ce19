package dev.dramatis.personality.freebsd;

import dev.dramatis.sched.basic.BasicSchedulers;
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
    return BasicSchedulers.roundRobin();
  }

  @Override
  protected SchedulerFactory secondScheduler() {
    return BasicSchedulers.priority();
  }
}
