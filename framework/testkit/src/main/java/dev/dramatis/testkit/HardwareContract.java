package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every hardware model owes to the engine. Derive a test class and name the models. */
public abstract class HardwareContract {
  /** For test classes. */
  protected HardwareContract() {}

  /** The models under test; at least one. */
  protected abstract List<HardwareModel> models();

  @Test
  void shouldHaveModels() {
    assertThat(models()).isNotEmpty();
  }

  @Test
  void shouldHaveAFastestCpuOfCapacity1024() {
    for (HardwareModel model : models()) {
      int best = 0;
      for (int cpu = 0; cpu < model.topology().cpuCount(); cpu++) {
        assertThat(model.capacity(cpu)).as(model.id()).isBetween(1, 1024);
        assertThat(model.experiencedCapacity(cpu)).as(model.id()).isBetween(1, 1024);
        best = Math.max(best, model.capacity(cpu));
      }
      assertThat(best).as(model.id()).isEqualTo(1024);
    }
  }

  @Test
  void shouldPriceEveryOperationOnEveryCpu() {
    for (HardwareModel model : models()) {
      for (Operation operation : Operation.values()) {
        for (int cpu = 0; cpu < model.topology().cpuCount(); cpu++) {
          assertThat(model.nanos(operation, cpu))
              .as("%s %s", model.id(), operation)
              .isBetween(0L, 1_000_000L);
        }
      }
    }
  }

  @Test
  void shouldMoveLinesInPositiveTimeBetweenDifferentCpusAndInNoneWithinOne() {
    for (HardwareModel model : models()) {
      int cpus = Math.min(model.topology().cpuCount(), 64);
      for (int a = 0; a < cpus; a++) {
        assertThat(model.transferNanos(a, a)).as(model.id()).isZero();
        for (int b = 0; b < cpus; b++) {
          if (a != b) {
            assertThat(model.transferNanos(a, b))
                .as("%s %d to %d", model.id(), a, b)
                .isBetween(1, 100_000);
            assertThat(model.ipiNanos(a, b)).as("%s %d to %d", model.id(), a, b).isPositive();
          }
        }
      }
    }
  }

  @Test
  void shouldRefillNothingWithoutMovingAndNeverLessForMore() {
    for (HardwareModel model : models()) {
      int last = model.topology().cpuCount() - 1;
      assertThat(model.refillNanos(0, 0, 1 << 20)).as(model.id()).isZero();
      assertThat(model.refillNanos(0, last, 1 << 20))
          .as(model.id())
          .isGreaterThanOrEqualTo(model.refillNanos(0, last, 1 << 14));
    }
  }

  @Test
  void shouldListIdleStatesFromShallowToDeep() {
    for (HardwareModel model : models()) {
      for (int cpu = 0; cpu < model.topology().cpuCount(); cpu++) {
        List<IdleState> states = model.idleStates(cpu);
        assertThat(states).as(model.id()).isNotEmpty();
        for (int i = 1; i < states.size(); i++) {
          assertThat(states.get(i).minResidencyNanos())
              .as("%s %s", model.id(), states.get(i).id())
              .isGreaterThanOrEqualTo(states.get(i - 1).minResidencyNanos());
        }
      }
    }
  }

  @Test
  void shouldAnswerTheSameTwice() {
    List<HardwareModel> once = models();
    List<HardwareModel> again = models();
    for (int i = 0; i < once.size(); i++) {
      int last = once.get(i).topology().cpuCount() - 1;
      assertThat(again.get(i).transferNanos(0, last)).isEqualTo(once.get(i).transferNanos(0, last));
      assertThat(again.get(i).topology()).isEqualTo(once.get(i).topology());
    }
  }
}
