package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.HotplugContract;
import dev.dramatis.testkit.KernelContract;
import dev.dramatis.testkit.ProcessContract;
import dev.dramatis.testkit.SwapContract;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The contracts of kernels, kept by this one under its own schedulers, too. */
class NativeSchedulersContractTest {
  private static final SchedulerFactory ULE = dev.dramatis.sched.freebsd.ule.Activator.factory();
  private static final SchedulerFactory BSD4 = dev.dramatis.sched.freebsd.bsd4.Activator.factory();

  @Nested
  class ThreadsUnderUle extends KernelContract {
    @Override
    protected Personality personality() {
      return new FreebsdPersonality();
    }

    @Override
    protected SchedulerFactory scheduler() {
      return ULE;
    }
  }

  @Nested
  class ThreadsUnder4Bsd extends KernelContract {
    @Override
    protected Personality personality() {
      return new FreebsdPersonality();
    }

    @Override
    protected SchedulerFactory scheduler() {
      return BSD4;
    }
  }

  @Nested
  class ProcessesUnderUle extends ProcessContract {
    @Override
    protected Personality personality() {
      return new FreebsdPersonality();
    }

    @Override
    protected SchedulerFactory scheduler() {
      return ULE;
    }
  }

  @Nested
  class ProcessesUnder4Bsd extends ProcessContract {
    @Override
    protected Personality personality() {
      return new FreebsdPersonality();
    }

    @Override
    protected SchedulerFactory scheduler() {
      return BSD4;
    }
  }

  @Nested
  class HotplugUnderBoth extends HotplugContract {
    @Override
    protected Personality personality() {
      return new FreebsdPersonality();
    }

    @Override
    protected List<SchedulerFactory> schedulers() {
      return List.of(ULE, BSD4);
    }
  }

  @Nested
  class SwapFromOneToTheOther extends SwapContract {
    @Override
    protected Personality first() {
      return new FreebsdPersonality();
    }

    @Override
    protected Personality second() {
      return new FreebsdPersonality();
    }

    @Override
    protected SchedulerFactory firstScheduler() {
      return ULE;
    }

    @Override
    protected SchedulerFactory secondScheduler() {
      return BSD4;
    }
  }
}
