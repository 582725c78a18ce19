package dev.dramatis.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @Test
  void shouldKnowTheUnits() {
    assertThat(DurationText.parse("7ns")).hasValue(7);
    assertThat(DurationText.parse("20us")).hasValue(20_000);
    assertThat(DurationText.parse("10ms")).hasValue(10_000_000);
    assertThat(DurationText.parse("2s")).hasValue(2_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "ms",
        "-1s",
        "1.5s",
        "5m",
        "9999999999999999999ns",
        "99999999999999999s",
        "1 s"
      })
  void shouldRefuseEverythingElse(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }
}
