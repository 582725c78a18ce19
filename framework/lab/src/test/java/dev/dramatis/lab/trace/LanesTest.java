package dev.dramatis.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static Strip strip(int cpus, int... used) {
    List<List<Strip.Span>> spans = new ArrayList<>();
    for (int cpu = 0; cpu < cpus; cpu++) {
      spans.add(List.of());
    }
    for (int cpu : used) {
      spans.set(cpu, List.of(new Strip.Span(0, 10, 1, 4)));
    }
    return new Strip(100, 1, spans);
  }

  @Test
  void shouldDrawTheCpusThatRanSomething() {
    Lanes lanes = Lanes.of(strip(32, 3, 17));
    assertThat(lanes.cpus()).containsExactly(3, 17);
    assertThat(lanes.remark()).isEqualTo("30 CPUs had nothing to run");
  }

  @Test
  void shouldDrawAllCpusOfASmallMachine() {
    Lanes lanes = Lanes.of(strip(4, 2));
    assertThat(lanes.cpus()).containsExactly(0, 1, 2, 3);
    assertThat(lanes.remark()).isEmpty();
  }

  @Test
  void shouldSayHowManyBusyCpusAreLeftOut() {
    int[] all = java.util.stream.IntStream.range(0, 40).toArray();
    Lanes lanes = Lanes.of(strip(48, all));
    assertThat(lanes.cpus()).hasSize(32);
    assertThat(lanes.remark()).isEqualTo("8 more CPUs are not shown; 8 CPUs had nothing to run");
  }
}
