package dev.dramatis.it;

import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.HotplugContract;
import java.util.List;

/** CPUs go and come under every scheduler that ships. */
class NetbsdHotplugIT extends HotplugContract {
  @Override
  protected Personality personality() {
    return new NetbsdPersonality();
  }

  @Override
  protected List<SchedulerFactory> schedulers() {
    return AllSchedulers.factories();
  }
}
