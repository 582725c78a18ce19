package dev.dramatis.engine;

import static dev.dramatis.engine.Stochastic.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.SharedObject;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CPUs that compete for a lock or wait for one another, held against mean-value analysis and exact
 * results.
 */
class ContentionTest {

  /** A lock handed over in order of arrival, by tickets. */
  private static final class TicketLock {
    private final SharedObject line;
    private final int width;
    private long next;
    private long released;

    TicketLock(VirtualMachine machine, int width) {
      line = machine.newShared("lock");
      this.width = width;
    }

    void lock(Cpu cpu) {
      cpu.interact(line, Access.RMW);
      long mine = next++;
      cpu.await(line, Access.LOCK, () -> mine < released + width);
    }

    void unlock(Cpu cpu) {
      cpu.interact(line, Access.UNLOCK);
      released++;
      cpu.changed(line);
    }
  }

  /** Sections per service time when CPUs compute and then enter a section that admits so many. */
  private static double throughput(
      int cpus,
      int width,
      int rounds,
      Function<RandomSource, LongSupplier> thinks,
      Function<RandomSource, LongSupplier> holds) {
    long[] sections = {0};
    long[] end = {0};
    try (VirtualMachine machine = VirtualMachine.on(UniformHardware.free(cpus)).seed(7).build()) {
      TicketLock lock = new TicketLock(machine, width);
      for (int i = 0; i < cpus; i++) {
        Cpu cpu = machine.cpu(i);
        LongSupplier think = thinks.apply(machine.random().split("think" + i));
        LongSupplier hold = holds.apply(machine.random().split("hold" + i));
        Stochastic.serve(
            machine,
            cpu,
            () -> {
              cpu.charge(think.getAsLong());
              lock.lock(cpu);
              cpu.charge(hold.getAsLong());
              lock.unlock(cpu);
              end[0] = cpu.now();
              if (++sections[0] == rounds) {
                machine.stop();
              }
            });
      }
      machine.run(Long.MAX_VALUE);
    }
    return (double) sections[0] * SERVICE / end[0];
  }

  /**
   * Throughput of a closed network of one queueing and one delay station, by exact mean-value
   * analysis.
   */
  private static double meanValueAnalysis(int customers, double think) {
    double queue = 0;
    double throughput = 0;
    for (int n = 1; n <= customers; n++) {
      double response = 1 + queue;
      throughput = n / (think + response);
      queue = throughput * response;
    }
    return throughput;
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 4", "4, 4", "8, 4", "8, 16", "16, 8"})
  void shouldContendForALockAsMeanValueAnalysisSays(int cpus, int think) {
    double measured =
        throughput(
            cpus,
            1,
            400_000,
            r -> Stochastic.exponential(r, (double) think * SERVICE),
            r -> Stochastic.exponential(r, SERVICE));
    assertThat(measured).isCloseTo(meanValueAnalysis(cpus, think), withinPercentage(2));
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "5, 4", "8, 4", "3, 9"})
  void shouldContendWithConstantTimesExactly(int cpus, int think) {
    // all begin together, so they queue up once and stay in step: the n-th section ends at this
    // time
    int rounds = 100 * cpus;
    double measured = throughput(cpus, 1, rounds, r -> () -> think * SERVICE, r -> () -> SERVICE);
    long cycle = Math.max(cpus, think + 1);
    long last = think + cpus + 99 * cycle;
    assertThat(measured).isEqualTo((double) rounds / last);
  }

  @ParameterizedTest
  @CsvSource({"6, 2, 2.0", "10, 3, 4.0"})
  void shouldRepairMachinesAsTheBirthDeathProcessSays(int machines, int repairers, double uptime) {
    double measured =
        throughput(
            machines,
            repairers,
            400_000,
            r -> Stochastic.exponential(r, uptime * SERVICE),
            r -> Stochastic.exponential(r, SERVICE));
    double weight = 1;
    double sum = 1;
    double busy = 0;
    for (int broken = 1; broken <= machines; broken++) {
      weight *= (machines - broken + 1) / uptime / Math.min(broken, repairers);
      sum += weight;
      busy += weight * Math.min(broken, repairers);
    }
    assertThat(measured).isCloseTo(busy / sum, withinPercentage(2));
  }

  @Test
  void shouldEndEveryPhaseOfABarrierWithItsSlowest() {
    int cpus = 6;
    int phases = 2_000;
    long[] end = {0};
    try (VirtualMachine machine = VirtualMachine.on(UniformHardware.free(cpus)).build()) {
      SharedObject barrier = machine.newShared("barrier");
      int[] arrived = {0};
      for (int i = 0; i < cpus; i++) {
        Cpu cpu = machine.cpu(i);
        LongSupplier times = times(i);
        machine.start(
            cpu,
            machine.newContext(
                "party" + i,
                -1,
                () -> {
                  for (int phase = 1; phase <= phases; phase++) {
                    int all = phase * cpus;
                    cpu.charge(times.getAsLong());
                    cpu.interact(barrier, Access.RMW);
                    arrived[0]++;
                    cpu.changed(barrier);
                    cpu.await(barrier, Access.AWAIT, () -> arrived[0] >= all);
                  }
                  end[0] = cpu.now();
                }));
      }
      machine.run(Long.MAX_VALUE);
    }
    assertThat(end[0]).isEqualTo(sumOfSlowest(cpus, phases));
  }

  private static LongSupplier times(int party) {
    return Stochastic.exponential(new SeededRandom(party), SERVICE);
  }

  private static long sumOfSlowest(int cpus, int phases) {
    LongSupplier[] times = new LongSupplier[cpus];
    for (int i = 0; i < cpus; i++) {
      times[i] = times(i);
    }
    long sum = 0;
    for (int phase = 0; phase < phases; phase++) {
      long slowest = 0;
      for (LongSupplier t : times) {
        slowest = Math.max(slowest, t.getAsLong());
      }
      sum += slowest;
    }
    return sum;
  }
}
