package dev.dramatis.sched.netbsd.bsd4;

import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SchedulerContract;

class NetbsdBsd4ContractTest extends SchedulerContract {
  @Override
  protected SchedulerFactory factory() {
    return Activator.factory();
  }
}
