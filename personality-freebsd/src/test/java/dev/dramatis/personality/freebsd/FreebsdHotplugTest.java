package dev.dramatis.personality.freebsd;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.HotplugContract;
import java.util.List;

/** CPUs go and come, and this kernel loses nothing. */
class FreebsdHotplugTest extends HotplugContract {
  @Override
  protected Personality personality() {
    return new FreebsdPersonality();
  }

  @Override
  protected List<SchedulerFactory> schedulers() {
    return BasicSchedulers.all();
  }
}
