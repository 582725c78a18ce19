package dev.dramatis.sched.basic;

import static org.assertj.core.api.Assertions.assertThat;
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
  void shouldRegisterEverySchedulerUnderItsId() {
    BundleContext context = mock(BundleContext.class);
    new Activator().start(context);
    for (String id : new String[] {"round-robin", "priority"}) {
      verify(context)
          .registerService(
              eq(SchedulerFactory.class),
              any(SchedulerFactory.class),
              argThat((Dictionary<String, ?> d) -> id.equals(d.get("dramatis.id"))));
    }
    assertThat(Activator.factories())
        .extracting(SchedulerFactory::id)
        .containsExactly("round-robin", "priority");
  }
}
