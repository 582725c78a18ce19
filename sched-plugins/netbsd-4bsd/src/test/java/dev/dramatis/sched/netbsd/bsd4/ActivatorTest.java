package dev.dramatis.sched.netbsd.bsd4;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.Dictionary;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class ActivatorTest {
  @Test
  void shouldRegisterTheSchedulerUnderItsId() {
    BundleContext context = mock(BundleContext.class);
    new Activator().start(context);
    verify(context)
        .registerService(
            eq(SchedulerFactory.class),
            any(SchedulerFactory.class),
            argThat((Dictionary<String, ?> d) -> "netbsd-4bsd".equals(d.get("dramatis.id"))));
  }
}
