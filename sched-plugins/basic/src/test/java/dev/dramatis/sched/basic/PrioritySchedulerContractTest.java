package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class PrioritySchedulerContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return BasicSchedulers.priority();
  }
}
