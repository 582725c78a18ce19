package dev.dramatis.it;

import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.SwapContract;

/** NetBSD and FreeBSD exchanged for each other while programs run. */
class NetbsdFreebsdSwapIT extends SwapContract {
  @Override
  protected Personality first() {
    return new NetbsdPersonality();
  }

  @Override
  protected Personality second() {
    return new FreebsdPersonality();
  }

  @Override
  protected SchedulerFactory firstScheduler() {
    return BasicSchedulers.roundRobin();
  }

  @Override
  protected SchedulerFactory secondScheduler() {
    return BasicSchedulers.priority();
  }
}
