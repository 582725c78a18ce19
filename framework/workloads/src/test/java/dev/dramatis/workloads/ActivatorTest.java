package dev.dramatis.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.dramatis.spi.workload.WorkloadReader;
import java.util.Dictionary;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class ActivatorTest {
  @Test
  void shouldRegisterEveryReaderUnderItsId() {
    BundleContext context = mock(BundleContext.class);
    new Activator().start(context);
    for (String id : new String[] {"rt-app", "generator", "scenario"}) {
      verify(context)
          .registerService(
              eq(WorkloadReader.class),
              any(WorkloadReader.class),
              argThat((Dictionary<String, ?> d) -> id.equals(d.get("dramatis.id"))));
    }
    assertThat(Activator.readers())
        .extracting(WorkloadReader::id)
        .containsExactly("rt-app", "generator", "scenario");
  }
}
