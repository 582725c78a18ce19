package dev.dramatis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.spi.hardware.OperatingPoint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run asked of the machine. */
class MachineUseTest {
  private static final List<OperatingPoint> POINTS =
      List.of(new OperatingPoint(1000, 100_000), new OperatingPoint(2000, 800_000));

  @Test
  void shouldSayWhenTheSchedulerWasTold397AndTheWorkRanAt530() {
    MachineUse.Cores little = new MachineUse.Cores(List.of(0, 1), 397, 530, 10_240_000);
    assertThat(little.expectedWorkNanos()).isEqualTo(3_970_000);
    assertThat(little.doneWorkNanos()).isEqualTo(5_300_000);
    assertThat(little.surprisePercent()).isEqualTo(33);
    assertThat(little.misled()).isTrue();
  }

  @Test
  void shouldNotBlameFiguresThatNobodyUsedOrThatAreNearlyRight() {
    assertThat(new MachineUse.Cores(List.of(0), 397, 530, 0).misled()).isFalse();
    assertThat(new MachineUse.Cores(List.of(0), 1000, 1020, 5).misled()).isFalse();
  }

  @Test
  void shouldCountOnlyBusyTimeAtThePowerOfTheClock() {
    ClockUse use = new ClockUse();
    use.ended(1_000_000_000, true); // 1 s at the highest clock: 0.8 J
    use.ended(2_000_000_000, false); // idle
    use.clock(2_500_000_000L, 1000); // in the middle of a busy stretch
    use.ended(3_000_000_000L, true); // 0.5 s at 0.8 W and 0.5 s at 0.1 W
    assertThat(use.microjoules(POINTS)).isCloseTo(800_000 + 400_000 + 50_000, within(2L));
  }

  @Test
  void shouldComeBackFromAFileEqual() throws IOException {
    MachineUse use =
        new MachineUse(List.of(new MachineUse.Cores(List.of(0, 1), 397, 530, 7)), List.of(3L, 4L));
    RunReport report = Events.twoThreads().report(200, 2).withMachine(use);
    String text = RunReportJson.text(report);
    assertThat(text).contains("\"energy_uj\" : 7").contains("\"declared_capacity\" : 397");
    assertThat(RunReportJson.parse(text)).isEqualTo(report);
  }
}
