package dev.dramatis.personality.freebsd;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.KernelContract;

/** The contract of kernels, kept by this one. */
class FreebsdKernelTest extends KernelContract {
  @Override
  protected Personality personality() {
    return new FreebsdPersonality();
  }

  @Override
  protected SchedulerFactory scheduler() {
    return BasicSchedulers.roundRobin();
  }
}
