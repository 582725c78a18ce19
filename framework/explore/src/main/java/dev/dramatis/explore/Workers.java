package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Host threads that explore together. What is found, and every count, is the same for any number of
 * them: work is cut into parts by counting, the parts of a round are given to whoever is free, and
 * what comes back is joined in the order of the parts.
 *
 * <p>A single worker is the calling thread itself.
 */
public final class Workers implements AutoCloseable {
  private final int count;
  private final Supplier<? extends Subject> subjects;
  private final @Nullable ExecutorService threads;

  /**
   * So many workers.
   *
   * @param subjects makes a subject whenever somebody needs one more, on the thread of whoever does
   */
  public Workers(int count, Supplier<? extends Subject> subjects) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " workers cannot explore anything");
    }
    this.count = count;
    this.subjects = subjects;
    this.threads =
        count == 1
            ? null
            : Executors.newFixedThreadPool(
                count, Thread.ofPlatform().name("explorer-", 0).daemon().factory());
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** One more subject. */
  Subject subject() {
    return subjects.get();
  }

  /**
   * Something that each worker has one of, with a subject of its own. Made by the thread that uses
   * it, so that no two share cache lines.
   */
  <W> ThreadLocal<W> each(Function<Subject, W> maker) {
    return ThreadLocal.withInitial(() -> maker.apply(subject()));
  }

  /** One part of a round. */
  interface Part<R> {
    R run();
  }

  /** Does the parts of a round; the results are in the order of the parts. */
  <R> List<R> run(List<Part<R>> parts) {
    List<R> results = new ArrayList<>();
    ExecutorService pool = threads;
    if (pool == null || parts.size() == 1) {
      // a single part gains nothing from another thread but its caches
      parts.forEach(part -> results.add(part.run()));
      return results;
    }
    List<@Nullable R> slots = new ArrayList<>();
    parts.forEach(part -> slots.add(null));
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < Math.min(count, parts.size()); w++) {
      running.add(
          pool.submit(() -> {
            for (int i = next.getAndIncrement(); i < parts.size(); i = next.getAndIncrement()) {
              slots.set(i, parts.get(i).run());
            }
          }));
    }
    running.forEach(Workers::await);
    for (R result : slots) {
      results.add(Objects.requireNonNull(result));
    }
    return results;
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a worker failed: " + failed.getCause(), failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while workers explore", interrupted);
    }
  }

  @Override
  public void close() {
    ExecutorService pool = threads;
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
