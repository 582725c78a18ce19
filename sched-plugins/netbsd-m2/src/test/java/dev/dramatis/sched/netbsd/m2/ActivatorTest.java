package dev.dramatis.sched.netbsd.m2;

import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.dramatis.spi.sched.SchedulerFactory;
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
            argThat((SchedulerFactory f) -> "netbsd-m2".equals(f.id())),
            isNull());
  }
}
