package dev.dramatis.benchmarks;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.workload.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Operations of threads per second of the host, with the full bookkeeping of a kernel personality
 * on one CPU. Checks, traces and digests are off unless {@code checks} says otherwise.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
      "-XX:+UseParallelGC",
      "-Xmx4g"
    })
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class KernelBenchmark {
  private static final int OPERATIONS = 1_000_000;

  @Param({"netbsd", "freebsd"})
  String personality;

  @Param({"100", "10000"})
  int threads;

  @Param({"false"})
  boolean checks;

  private RunResult run(Workload workload) {
    Personality kernel =
        personality.equals("netbsd") ? new NetbsdPersonality() : new FreebsdPersonality();
    RunResult result =
        Simulation.run(
            RunConfig.of(workload, kernel, UniformHardware.typical(1), BasicSchedulers.roundRobin())
                .withChecks(checks)
                .withDigest(false));
    if (result.ending() != RunResult.Ending.COMPLETED) {
      throw new IllegalStateException(String.valueOf(result.failure()));
    }
    return result;
  }

  /** A voluntary context switch. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public RunResult contextSwitch() {
    return run(Storms.yields(threads, OPERATIONS));
  }

  /** A timed sleep and its wakeup. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public RunResult timedSleep() {
    return run(Storms.sleeps(threads, OPERATIONS));
  }

  /**
   * A contended acquisition of a user mutex: it blocks, and the release by another thread ends it.
   */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public RunResult mutexHandoff() {
    return run(Storms.handoffs(threads, OPERATIONS));
  }

  /** Creation, exit and join of a thread; {@code threads} does not matter. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public RunResult createExitJoin() {
    return run(Storms.lives(OPERATIONS));
  }
}
