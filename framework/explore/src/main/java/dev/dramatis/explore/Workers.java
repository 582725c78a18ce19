package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Explores with several host threads. What is found, and every count, is the same for any number of
 * them: work is cut into parts by counting, the parts of a round are given to whoever is free, and
 * what comes back is joined in the order of the parts.
 */
public final class Workers {
  /** Executions of a part of a systematic search. */
  private static final int SLICE = 1000;

  /** Executions of a part of a random search. */
  private static final int BLOCK = 256;

  /** Parts of a round. */
  private static final int PARTS = 64;

  private final int count;
  private final Supplier<? extends Subject> subjects;

  /**
   * So many workers.
   *
   * @param subjects makes a subject for each
   */
  public Workers(int count, Supplier<? extends Subject> subjects) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " workers cannot explore anything");
    }
    this.count = count;
    this.subjects = subjects;
  }

  /**
   * Explores by partial-order reduction with source sets. The budget is checked between rounds.
   *
   * <p>Not with wakeup trees: with those, what one part finds may have to be tried in the midst of
   * another part that was explored before. The number of traces is the same.
   */
  public Exploration explore(Budget budget) {
    PartialOrder strategy = PartialOrder.SOURCE;
    SharedTree tree = new SharedTree();
    Sum sum = new Sum(strategy.name());
    List<SharedTree.Assignment> assignments = List.of(tree.everything());
    try (Pool<Dpor> pool = new Pool<>(count, () -> new Dpor(strategy, subjects.get()))) {
      while (!assignments.isEmpty() && sum.within(budget)) {
        long slice = Math.min(SLICE, Math.max(1, sum.executionsLeft(budget)));
        List<SharedTree.Assignment> round = assignments;
        List<Branch.Report> reports =
            pool.run(round.size(), (dpor, i) -> dpor.explore(round.get(i).task, slice));
        for (int i = 0; i < reports.size(); i++) {
          tree.merge(round.get(i), reports.get(i));
          sum.add(reports.get(i).done());
        }
        assignments = tree.assign(Math.clamp(sum.executionsLeft(budget) / SLICE, 1, PARTS));
      }
    }
    return sum.result(budget, assignments.isEmpty());
  }

  /** Explores by drawing. Exactly the executions that one worker would draw are drawn. */
  public Exploration explore(Sampler sampler, Budget budget) {
    Sum sum = new Sum(sampler.name());
    long next = 0;
    try (Pool<Sampling> pool = new Pool<>(count, () -> new Sampling(sampler, subjects.get()))) {
      while (sum.within(budget)) {
        long first = next;
        long last = first + Math.min((long) PARTS * BLOCK, sum.executionsLeft(budget));
        int blocks = (int) ((last - first + BLOCK - 1) / BLOCK);
        for (Exploration block :
            pool.run(
                blocks,
                (sampling, i) ->
                    sampling.runAll(
                        first + (long) i * BLOCK, Math.min(last, first + (i + 1L) * BLOCK)))) {
          sum.add(block);
        }
        next = last;
      }
    }
    return sum.result(budget, false);
  }

  /** The results of all parts so far. */
  private static final class Sum {
    private final String strategy;
    private final List<Failure> failures = new ArrayList<>();
    private long executions;
    private long steps;
    private long traces;
    private long sleepBlocked;
    private long deadlocks;
    private boolean whole = true;

    Sum(String strategy) {
      this.strategy = strategy;
    }

    void add(Exploration part) {
      for (Failure f : part.failures()) {
        if (failures.size() < Exploration.FAILURES_KEPT) {
          failures.add(new Failure(f.outcome(), f.choices(), strategy, executions + f.execution()));
        }
      }
      executions += part.executions();
      steps += part.steps();
      traces += part.traces();
      sleepBlocked += part.sleepBlocked();
      deadlocks += part.deadlocks();
      whole &= part.complete();
    }

    boolean within(Budget budget) {
      return executions < budget.executions()
          && steps < budget.steps()
          && failures.size() < budget.failures();
    }

    long executionsLeft(Budget budget) {
      return budget.executions() - executions;
    }

    Exploration result(Budget budget, boolean exhausted) {
      int kept = (int) Math.min(failures.size(), budget.failures());
      return new Exploration(
          strategy,
          executions,
          steps,
          traces,
          sleepBlocked,
          0,
          deadlocks,
          failures.subList(0, kept),
          exhausted && whole ? Exploration.ANY : -1);
    }
  }

  /** Host threads with a searcher each. */
  private static final class Pool<W> implements AutoCloseable {
    private final ExecutorService threads;
    private final int count;

    /** Made by the thread that uses it, so that no two share cache lines. */
    private final ThreadLocal<W> searcher;

    Pool(int count, Supplier<W> maker) {
      threads =
          Executors.newFixedThreadPool(
              count, Thread.ofPlatform().name("explorer-", 0).daemon().factory());
      this.count = count;
      searcher = ThreadLocal.withInitial(maker);
    }

    /** Does so many parts; the results are in the order of the parts. */
    <R> List<R> run(int parts, Part<W, R> part) {
      List<R> results = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        results.add(null);
      }
      AtomicInteger next = new AtomicInteger();
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < count; w++) {
        running.add(
            threads.submit(() -> {
              W worker = searcher.get();
              for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
                results.set(i, part.run(worker, i));
              }
            }));
      }
      running.forEach(Pool::await);
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
      threads.shutdownNow();
    }
  }

  /** One part of a round. */
  private interface Part<W, R> {
    R run(W worker, int part);
  }
}
