package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.MemoryWord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers find what one finds. */
class WorkersTest {

  private static Exploration explore(
      Strategy strategy, int workers, Supplier<? extends Subject> subjects, Budget budget) {
    try (Workers crew = new Workers(workers, subjects)) {
      return strategy.explore(crew, budget);
    }
  }

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
    Exploration one = explore(PartialOrder.SOURCE, 1, program, Budget.UNLIMITED);
    assertThat(one.traces()).isEqualTo(traces);
    assertThat(one.complete()).isTrue();
    assertThat(explore(PartialOrder.SOURCE, 3, program, Budget.UNLIMITED)).isEqualTo(one);
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
    for (PartialOrder strategy : List.of(PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration one = explore(strategy, 1, program, Budget.UNLIMITED);
      assertThat(one.traces()).as(strategy.name()).isEqualTo(all.traces());
      assertThat(explore(strategy, 3, program, Budget.UNLIMITED)).isEqualTo(one);
    }
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
    for (PartialOrder strategy : List.of(PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration one = explore(strategy, 1, program, Budget.UNLIMITED);
      assertThat(one.failures()).hasSize(1);
      assertThat(explore(strategy, 2, program, Budget.UNLIMITED)).isEqualTo(one);
    }
  }

  static List<Strategy> inTurn() {
    return List.of(
        Sampler.random(7),
        Sampler.pct(3, 7),
        Sampler.pos(7),
        Sampler.surw(7),
        new PreemptionBound(2),
        new Stateful(),
        new Exhaustive(),
        PartialOrder.SLEEP,
        Portfolio.standard(7));
  }

  /** To the last execution, wherever the budget ends. */
  @ParameterizedTest
  @MethodSource("inTurn")
  void shouldFindWhatASingleSearchFinds(Strategy strategy) {
    Supplier<Toy> program = () -> Bugs.reorder(3, 1);
    for (Budget budget :
        List.of(
            Budget.executions(3_000),
            new Budget(3_000, 7_777, Long.MAX_VALUE),
            new Budget(3_000, Long.MAX_VALUE, 7),
            Budget.executions(3_000).toFirstFailure())) {
      Exploration alone = strategy.explore(program.get(), budget);
      for (int workers = 1; workers <= 3; workers++) {
        assertThat(explore(strategy, workers, program, budget)).isEqualTo(alone);
      }
    }
  }

  static List<Strategy> all() {
    List<Strategy> all = new ArrayList<>(inTurn());
    all.add(PartialOrder.SOURCE);
    all.add(PartialOrder.OPTIMAL);
    return all;
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldFindTheSameInPieces(Strategy strategy) {
    List<Exploration> found = new ArrayList<>();
    for (int workers = 1; workers <= 3; workers++) {
      try (Workers crew = new Workers(workers, () -> Programs.exitWait(3))) {
        Search search = strategy.search(crew);
        boolean more = true;
        for (int i = 0; i < 20 && more; i++) {
          more = search.advance(Budget.executions(37));
        }
        found.add(search.result());
      }
    }
    assertThat(found).containsOnly(found.getFirst());
  }

  /** Which needs that a portfolio counts what its members have seen. */
  @Test
  void shouldEndAPortfolioWhenEverythingIsExplored() {
    Supplier<Toy> program = () -> Programs.sigma(4);
    Exploration alone = Portfolio.standard(1).explore(program.get(), Budget.UNLIMITED);
    assertThat(alone.complete()).isTrue();
    assertThat(explore(Portfolio.standard(1), 2, program, Budget.UNLIMITED)).isEqualTo(alone);
  }
}
