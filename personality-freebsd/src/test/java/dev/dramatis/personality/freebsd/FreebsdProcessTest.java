package dev.dramatis.personality.freebsd;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.ProcessContract;

/** The contract of processes and signals, kept by this kernel. */
class FreebsdProcessTest extends ProcessContract {
  @Override
  protected Personality personality() {
    return new FreebsdPersonality();
  }

  @Override
  protected SchedulerFactory scheduler() {
    return BasicSchedulers.roundRobin();
  }
}
