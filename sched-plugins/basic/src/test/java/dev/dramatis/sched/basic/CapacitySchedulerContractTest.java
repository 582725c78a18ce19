package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class CapacitySchedulerContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return BasicSchedulers.capacity();
  }
}
