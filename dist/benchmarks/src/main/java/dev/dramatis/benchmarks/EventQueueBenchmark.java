package dev.dramatis.benchmarks;

import dev.dramatis.engine.Event;
import dev.dramatis.engine.EventQueue;
import dev.dramatis.engine.SeededRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hold model: the earliest event is taken and scheduled again at a random later time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventQueueBenchmark {
  @Param({"100", "10000"})
  int pending;

  private final EventQueue queue = new EventQueue();
  private final SeededRandom random = new SeededRandom(1);

  /** Fills the queue. */
  @Setup
  public void fill() {
    for (int i = 0; i < pending; i++) {
      queue.add(new Nothing(), random.nextInt(1_000_000));
    }
  }

  /** One event. */
  @Benchmark
  public long hold() {
    Event event = queue.poll();
    queue.add(event, event.time() + random.nextInt(1_000_000));
    return event.time();
  }

  private static final class Nothing extends Event {
    @Override
    protected void fire() {
      throw new IllegalStateException("never fired here");
    }
  }
}
