package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class UleContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return Activator.factory();
  }
}
