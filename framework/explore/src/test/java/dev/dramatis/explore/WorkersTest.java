package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.MemoryWord;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several workers find what one finds. */
class WorkersTest {

  @ParameterizedTest
  @CsvSource({
    "sigma, 5, 945",
    "sigma, 6, 10395",
    "lastzero, 10, 3328",
    "fib_bench, 4, 19605",
    "race_parametric, 4, 3334",
    "exponential_bug, 2, 9326",
    "casw, 4, 1200",
    "exit_wait, 4, 7680",
    "readers, 13, 8192",
  })
  void shouldFindEveryTraceOnceTogether(String name, int n, long traces) {
    Supplier<Toy> program = () -> OracleTest.program(name, n);
    Exploration one = new Workers(1, program).explore(Budget.UNLIMITED);
    assertThat(one.traces()).isEqualTo(traces);
    assertThat(one.complete()).isTrue();
    assertThat(new Workers(3, program).explore(Budget.UNLIMITED)).isEqualTo(one);
  }

  /** Steps of a machine may touch more than they announce, and memory has steps of its own. */
  @ParameterizedTest
  @EnumSource(MemoryOrder.class)
  void shouldFindEveryTraceOfAMachineTogether(MemoryOrder order) {
    Supplier<MachineSubject> program =
        () ->
            new MachineSubject(
                    "store buffering", UniformHardware.free(3), WorkersTest::storeAndLoad)
                .memory(order);
    Exploration all = new Exhaustive().explore(program.get(), Budget.UNLIMITED);
    Exploration one = new Workers(1, program).explore(Budget.UNLIMITED);
    assertThat(one.traces()).isEqualTo(all.traces());
    assertThat(new Workers(3, program).explore(Budget.UNLIMITED)).isEqualTo(one);
  }

  private static void storeAndLoad(VirtualMachine machine) {
    MemoryWord[] words = {machine.newWord("x", 0), machine.newWord("y", 0)};
    for (int i = 0; i < 3; i++) {
      int me = i;
      Cpu cpu = machine.cpu(i);
      machine.start(
          cpu,
          machine.newContext(
              "cpu" + i,
              -1,
              () -> {
                words[me & 1].store(cpu, me);
                words[1 - (me & 1)].load(cpu);
              }));
    }
  }

  @Test
  void shouldFindTheSameFailures() {
    Supplier<Toy> program = () -> Programs.philosophers(8, false);
    Exploration one = new Workers(1, program).explore(Budget.UNLIMITED);
    assertThat(one.failures()).hasSize(1);
    assertThat(new Workers(2, program).explore(Budget.UNLIMITED)).isEqualTo(one);
  }

  @ParameterizedTest
  @CsvSource({"RANDOM, 0", "PCT, 3", "POS, 0", "SURW, 0"})
  void shouldDrawTheSameExecutions(Sampler.Kind kind, int depth) {
    Sampler sampler = new Sampler(kind, depth, 7);
    Budget budget = Budget.executions(5_000);
    Exploration one = sampler.explore(Bugs.reorder(3, 1), budget);
    assertThat(one.failures()).isNotEmpty();
    for (int workers = 1; workers <= 3; workers++) {
      Exploration many = new Workers(workers, () -> Bugs.reorder(3, 1)).explore(sampler, budget);
      assertThat(many).isEqualTo(one);
    }
  }
}
