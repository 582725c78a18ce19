package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs on 1 to 8 CPUs under several schedulers, in the order of virtual time and in
 * random order. Counters, lists, table and locks are compared on the way and in the end, when
 * nothing may be left over.
 */
class PropertyTest {
  private static final int RUNS = 160;

  static RunConfig config(long seed) {
    int cpus = 1 + (int) (seed % 8);
    return RunConfig.of(
            new LifeProgram(seed, cpus),
            new NetbsdPersonality(),
            UniformHardware.typical(cpus),
            policy(seed))
        .withSeed(seed);
  }

  /** A queue for all, or one of the kernel's own schedulers. */
  private static SchedulerFactory policy(long seed) {
    return switch ((int) (seed / 8 % 3)) {
      case 0 -> Fifo.FACTORY;
      case 1 -> dev.dramatis.sched.netbsd.bsd4.Activator.factory();
      default -> dev.dramatis.sched.netbsd.m2.Activator.factory();
    };
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, RUNS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldLoseAndLeakNothing(long seed) {
    NetbsdKernel[] kernel = new NetbsdKernel[1];
    List<Observation> looks =
        LongStream.rangeClosed(0, 20)
            .mapToObj(n ->
                new Observation(
                    n * 7_000_001,
                    k -> {
                      kernel[0] = (NetbsdKernel) k;
                      k.checkInvariants();
                    }))
            .toList();
    RunResult result =
        Simulation.run(
            config(seed).withObservations(looks),
            random -> seed % 3 == 0 ? null : new RandomPolicy(random));
    Runs.completed(result);
    nothingLeft(kernel[0].kern());
  }

  private static void nothingLeft(Kern kern) {
    assertThat(kern.allproc).containsExactly(kern.initproc);
    assertThat(kern.zombproc).isEmpty();
    assertThat(kern.initproc.nlwps).isEqualTo(1);
    assertThat(kern.uids.lwps()).isZero();
    assertThat(kern.uids.procs()).isZero();
    int lwps = 0;
    for (Lwp l = kern.alllwp; l != null; l = l.listNext) {
      assertThat(l.proc).isIn(kern.initproc, kern.proc0);
      lwps++;
    }
    assertThat(lwps).isLessThanOrEqualTo(1 + kern.proc0.nlwps);
    assertThat(kern.pidTable.allocCnt())
        .as("numbers in use: init, and all LWPs of the kernel but lwp0")
        .isEqualTo(kern.initproc.nlwps + kern.proc0.nlwps - 1);
    assertThat(kern.procLock.owner).isNull();
  }

  @Test
  void shouldDoTheSameAgain() {
    assertThat(Simulation.run(config(5)).digest()).isEqualTo(Simulation.run(config(5)).digest());
  }
}
