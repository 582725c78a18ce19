package dev.dramatis.sched.basic;

import static org.assertj.core.api.Assertions.assertThat;
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
  void shouldRegisterEverySchedulerUnderItsId() {
    BundleContext context = mock(BundleContext.class);
    new Activator().start(context);
    for (String id : new String[] {"round-robin", "priority", "capacity"}) {
      verify(context)
          .registerService(
              eq(SchedulerFactory.class),
              argThat((SchedulerFactory f) -> id.equals(f.id())),
              isNull());
    }
    assertThat(BasicSchedulers.all())
        .extracting(SchedulerFactory::id)
        .containsExactly("round-robin", "priority", "capacity");
  }
}
