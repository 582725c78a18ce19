package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.VirtualMachine.Stop;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why runs end, whoever decides. */
class StopTest {

  private static Stop run(boolean byChoice, long until, BiConsumer<VirtualMachine, Cpu> body) {
    @Nullable ChoicePolicy policy = byChoice ? new RandomPolicy(new SeededRandom(1)) : null;
    try (VirtualMachine machine =
        VirtualMachine.on(UniformHardware.free(1)).policy(policy).build()) {
      Cpu cpu = machine.cpu(0);
      machine.start(cpu, machine.newContext("main", -1, () -> body.accept(machine, cpu)));
      return machine.run(until);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNoticeThatTimeStandsStill(boolean byChoice) {
    Stop stop =
        run(
            byChoice,
            Long.MAX_VALUE,
            (machine, cpu) -> {
              while (true) {
                cpu.checkpoint();
              }
            });
    assertThat(stop).isEqualTo(Stop.NO_PROGRESS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldNoticeThatACpuWaitsForEver(boolean byChoice) {
    Stop stop =
        run(
            byChoice,
            Long.MAX_VALUE,
            (machine, cpu) -> cpu.await(machine.newShared("never"), Access.AWAIT, () -> false));
    assertThat(stop).isEqualTo(Stop.STUCK);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndAtTheTimeLimit(boolean byChoice) {
    Stop stop =
        run(
            byChoice,
            10_000,
            (machine, cpu) -> {
              while (true) {
                cpu.charge(10);
                cpu.checkpoint();
              }
            });
    assertThat(stop).isEqualTo(Stop.TIME_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndTheTicksOfATimerAtTheTimeLimit(boolean byChoice) {
    int[] ticks = {0};
    run(
        byChoice,
        10_050,
        (machine, cpu) -> {
          machine.newTimer("tick", 4, c -> ticks[0]++).setPeriodic(cpu, 100, 100);
          while (true) {
            cpu.idle();
          }
        });
    assertThat(ticks[0]).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStopACpuThatIsAlone(boolean byChoice) {
    int[] rounds = {0};
    Stop stop =
        run(
            byChoice,
            Long.MAX_VALUE,
            (machine, cpu) -> {
              while (true) {
                if (++rounds[0] == 5) {
                  machine.stop();
                }
                cpu.charge(10);
                cpu.checkpoint();
              }
            });
    assertThat(stop).isEqualTo(Stop.STOPPED);
    assertThat(rounds[0]).isEqualTo(5);
  }

  @Test
  void shouldEndWhenOnlyHousekeepingIsLeft() {
    Stop stop =
        run(
            false,
            Long.MAX_VALUE,
            (machine, cpu) -> {
              machine.newHousekeepingTimer("reaper", 4, c -> {}).setPeriodic(cpu, 100, 100);
              while (true) {
                cpu.idle();
              }
            });
    assertThat(stop).isEqualTo(Stop.QUIESCENT);
  }

  @Test
  void shouldNotLetAnEffectPrecedeItsCauseWhereChoiceDecides() {
    for (long seed = 0; seed < 50; seed++) {
      long[] seen = {0};
      boolean[] open = {false};
      ChoicePolicy policy = new RandomPolicy(new SeededRandom(seed));
      try (VirtualMachine machine =
          VirtualMachine.on(UniformHardware.free(2)).policy(policy).build()) {
        SharedObject gate = machine.newShared("gate");
        Cpu opener = machine.cpu(0);
        machine.start(
            opener,
            machine.newContext(
                "opener",
                -1,
                () -> {
                  opener.charge(5000);
                  opener.interact(gate, Access.STORE);
                  open[0] = true;
                  opener.changed(gate);
                }));
        Cpu waiter = machine.cpu(1);
        machine.start(
            waiter,
            machine.newContext(
                "waiter",
                -1,
                () -> {
                  waiter.await(gate, Access.AWAIT, () -> open[0]);
                  seen[0] = waiter.now();
                }));
        machine.run(Long.MAX_VALUE);
      }
      assertThat(seen[0]).isGreaterThanOrEqualTo(5000);
    }
  }

  @Test
  void shouldNotTakeATimerBeforeItsTimeWhereChoiceDecides() {
    long[] taken = {0};
    run(
        true,
        Long.MAX_VALUE,
        (machine, cpu) -> {
          boolean[] over = {false};
          SharedObject done = machine.newShared("done");
          Timer timer =
              machine.newTimer(
                  "t",
                  4,
                  c -> {
                    taken[0] = c.now();
                    over[0] = true;
                    c.changed(done);
                  });
          timer.set(cpu, 700);
          cpu.await(done, Access.AWAIT, () -> over[0]);
        });
    assertThat(taken[0]).isEqualTo(700);
  }
}
