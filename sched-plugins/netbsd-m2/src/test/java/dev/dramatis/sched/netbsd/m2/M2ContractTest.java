package dev.dramatis.sched.netbsd.m2;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class M2ContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return Activator.factory();
  }
}
