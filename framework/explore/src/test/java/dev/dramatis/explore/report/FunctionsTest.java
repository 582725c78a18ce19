package dev.dramatis.explore.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.SourceFunction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
  private static final Functions FUNCTIONS =
      new Functions(
          List.of(new SourceFunction("tidbatch_add", "kern_thread.c", 252, "Reaper$Batch.add")));

  @Test
  void shouldTakeNamesAndLinesFromTheListOfThePersonality() {
    assertThat(FUNCTIONS.name("x.Reaper$Batch", "add")).isEqualTo("tidbatch_add");
    assertThat(FUNCTIONS.positions("reap > tidbatch_add: lock TID lock, cv_broadcast"))
        .containsExactly("kern_thread.c: tidbatch_add 252");
  }

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
    assertThat(FUNCTIONS.name(type, method)).isEqualTo(name);
  }
}
