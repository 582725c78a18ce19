package dev.dramatis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @Test
  void shouldWriteRangesOfNumbers() {
    assertThat(Units.ranges(java.util.List.of(0, 1, 2, 5, 7, 8))).isEqualTo("0-2,5,7-8");
    assertThat(Units.ranges(java.util.List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "5ns,5",
    "2us,2000",
    "10ms,10000000",
    "1.5s,1500000000",
    "2min,120000000000",
    "1h,3600000000000"
  })
  void shouldReadTimes(String text, long nanos) {
    assertThat(Units.parseTime(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({"10", "ms", "10 parsecs", "-1s", "999999999999h"})
  void shouldRefuseWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Units.parseTime(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void shouldWriteTimes() {
    assertThat(Units.time(999)).isEqualTo("999 ns");
    assertThat(Units.time(1_234)).isEqualTo("1.23 µs");
    assertThat(Units.time(12_340_000)).isEqualTo("12.3 ms");
    assertThat(Units.time(1_500_000_000L)).isEqualTo("1.50 s");
    assertThat(Units.time(999_960)).isEqualTo("1.00 ms");
  }
}
