package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.ProcessContract;

class NetbsdProcessContractTest extends ProcessContract {
  @Override
  protected Personality personality() {
    return new NetbsdPersonality();
  }

  @Override
  protected SchedulerFactory scheduler() {
    return Fifo.FACTORY;
  }
}
