package dev.dramatis.explore.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
  /** Functions under the names of the original; those that only handle locks are not told. */
  @ParameterizedTest
  @CsvSource({
    "x.LwpLife, lwpExit, lwp_exit",
    "x.LwpLookup, lwpFind2, lwp_find2",
    "x.CondVar, broadcast, cv_broadcast",
    "x.Sleepq, sleepqEnter, sleepq_enter",
    "x.SingleThreading, single, thread_single",
    "x.SingleThreading, threadStopped, thread_stopped",
    "x.KMutex, enter, ''",
    "x.Kern, lwpUnlockTo, ''",
    "x.NetbsdKernel, suspend, ''",
    "x.LwpLife, lambda$lwpExit$0, ''",
  })
  void shouldNameFunctionsAsTheOriginalDoes(String type, String method, String name) {
    assertThat(Functions.name(type, method)).isEqualTo(name);
  }
}
