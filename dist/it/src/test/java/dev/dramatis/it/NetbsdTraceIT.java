package dev.dramatis.it;

import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.testkit.TraceSinkContract;

/** Events of the NetBSD personality keep the contract of traces. */
class NetbsdTraceIT extends TraceSinkContract {
  @Override
  protected TraceSink sink() {
    return (time, kind, cpu, thread, arg) -> {};
  }

  @Override
  protected Personality personality() {
    return new NetbsdPersonality();
  }

  @Override
  protected SchedulerFactory scheduler() {
    return BasicSchedulers.priority();
  }
}
