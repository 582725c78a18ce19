package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.HotplugContract;
import java.util.List;

/** CPUs go and come, and this kernel loses nothing. */
class NetbsdHotplugTest extends HotplugContract {
  @Override
  protected Personality personality() {
    return new NetbsdPersonality();
  }

  @Override
  protected List<SchedulerFactory> schedulers() {
    return List.of(Fifo.FACTORY);
  }
}
