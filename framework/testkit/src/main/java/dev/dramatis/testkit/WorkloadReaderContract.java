package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every reader of workload files owes to users. Derive a test class and name a reader with a
 * valid file.
 */
public abstract class WorkloadReaderContract {
  /** For test classes. */
  protected WorkloadReaderContract() {}

  /** The reader under test. */
  protected abstract WorkloadReader reader();

  /** Name of a file that it accepts. */
  protected abstract String fileName();

  /** Text of that file. */
  protected abstract String validText();

  @Test
  void shouldAcceptAndReadAValidFile() throws WorkloadException {
    assertThat(reader().accepts(fileName(), validText())).isTrue();
    assertThat(reader().read(fileName(), validText(), Map.of()).name()).isNotEmpty();
  }

  @Test
  void shouldNameTheFileInItsErrors() {
    assertThatThrownBy(() -> reader().read("broken.file", "\u0001 this is nothing {", Map.of()))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("broken.file");
  }

  @Test
  void shouldRefuseAnOverrideThatItDoesNotKnow() {
    assertThatThrownBy(() -> reader().read(fileName(), validText(), Map.of("no.such.setting", "1")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("no.such.setting");
  }

  @Test
  void shouldAnswerDamagedFilesWithAResultOrAWorkloadExceptionOnly() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder(validText());
      if (text.isEmpty()) {
        return;
      }
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(32, 127));
      }
      try {
        reader().read(fileName(), text.toString(), Map.of());
      } catch (WorkloadException expected) {
        assertThat(expected.getMessage()).isNotEmpty();
      }
    }
  }
}
