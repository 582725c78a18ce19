package dev.dramatis.it;

import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.testkit.TraceSinkContract;

/** Events of the FreeBSD personality keep the contract of traces. */
class FreebsdTraceIT extends TraceSinkContract {
  @Override
  protected TraceSink sink() {
    return (time, kind, cpu, thread, arg) -> {};
  }

  @Override
  protected Personality personality() {
    return new FreebsdPersonality();
  }

  @Override
  protected SchedulerFactory scheduler() {
    return BasicSchedulers.priority();
  }
}
