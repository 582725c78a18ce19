package dev.dramatis.benchmarks;

import dev.dramatis.engine.coroutine.Coroutine;
import dev.dramatis.engine.coroutine.Coroutines;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a switch of simulated contexts costs at least: one resume and the suspend that ends it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoroutineBenchmark {
  /** The kind of coroutine. */
  @Param({"continuation", "virtual"})
  public String kind = "continuation";

  private Coroutines coroutines = Coroutines.continuations();
  private Coroutine coroutine = coroutines.create(() -> {});

  /** Makes a coroutine that suspends for ever. */
  @Setup
  public void create() {
    coroutines = kind.equals("virtual") ? Coroutines.virtualThreads() : Coroutines.continuations();
    coroutine =
        coroutines.create(() -> {
          while (true) {
            coroutine.suspend();
          }
        });
  }

  /** Ends it. */
  @TearDown
  public void close() {
    coroutines.close();
  }

  /** There and back. */
  @Benchmark
  public void resumeAndSuspend() {
    coroutine.resume();
  }
}
