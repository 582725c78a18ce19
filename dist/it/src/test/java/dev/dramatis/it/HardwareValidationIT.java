package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The machines against published measurements, and the page of the documentation that shows both.
 * {@code -Ddramatis.docs.update=true} writes the page anew.
 */
class HardwareValidationIT {
  private static final Path PAGE =
      Path.of(System.getProperty("dramatis.root", "../.."), "dist/docs/hardware-validation.md");

  static List<HardwareChecks.Row> rows() {
    return HardwareChecks.ROWS;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldReproduceThePublishedFigure(HardwareChecks.Row row) {
    assertThat(row.model()).as("%s", row).isBetween(row.low(), row.high());
  }

  @Test
  void shouldCoverEveryCheckOfTheList() {
    assertThat(rows().stream().map(HardwareChecks.Row::id).distinct())
        .containsExactly(
            "V1", "V2", "V3", "V5", "V7", "V8", "V9", "V12", "V13", "V14", "V15", "V17", "V18",
            "V20", "V21", "V22");
  }

  @Test
  void shouldShowTheFiguresOfThisVersionInTheDocumentation() throws IOException {
    String page = HardwareChecks.page();
    if (Boolean.getBoolean("dramatis.docs.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }
}
