package dev.dramatis.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.sched.Scheduler;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard stands before every plugin, so it has to hand on whatever a kernel can ask. */
class SchedulerGuardTest {
  static Stream<Method> questions() {
    return Arrays.stream(Scheduler.class.getMethods())
        .filter(m -> m.getDeclaringClass() == Scheduler.class);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void shouldNotAnswerInPlaceOfThePlugin(Method question) throws NoSuchMethodException {
    Method answer =
        SchedulerGuard.class.getMethod(question.getName(), question.getParameterTypes());
    assertThat(answer.getDeclaringClass()).isEqualTo(SchedulerGuard.class);
  }
}
