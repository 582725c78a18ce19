package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class FreebsdBsd4ContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return Activator.factory();
  }
}
