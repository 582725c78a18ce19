package dev.dramatis.lab.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Does the runs of a comparison, several at a time, each on a host thread of its own. Runs that are
 * stored already are not done again, so a comparison that was interrupted goes on where it stopped.
 */
public final class MatrixRunner {
  /** Is told how far things are. Called by one thread. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Some runs are finished.
     *
     * @param done runs finished or found
     * @param found of these, how many were stored already
     * @param total runs of the comparison
     * @param remainingNanos estimate of the time that is left on the host; -1 if there is no ground
     *     for one
     */
    void report(int done, int found, int total, long remainingNanos);
  }

  private final CellStore store;
  private final int parallel;

  /** With so many runs at a time. */
  public MatrixRunner(CellStore store, int parallel) {
    this.store = store;
    this.parallel = Math.max(1, parallel);
  }

  /** All results, in the order of the jobs. */
  public Map<Cell, CellResult> run(List<CellJob> jobs, Progress progress)
      throws IOException, InterruptedException {
    Map<Cell, CellResult> results = new LinkedHashMap<>();
    List<CellJob> open = new ArrayList<>();
    for (CellJob job : jobs) {
      Optional<CellResult> stored = store.load(job.key());
      stored.ifPresentOrElse(result -> results.put(job.cell(), result), () -> open.add(job));
    }
    int found = jobs.size() - open.size();
    progress.report(found, found, jobs.size(), -1);
    if (!open.isEmpty()) {
      runAll(open, found, jobs.size(), progress, results);
    }
    Map<Cell, CellResult> ordered = new LinkedHashMap<>();
    for (CellJob job : jobs) {
      CellResult result = results.get(job.cell());
      if (result != null) {
        ordered.put(job.cell(), result);
      }
    }
    return ordered;
  }

  private record Done(Cell cell, CellResult result) {}

  private void runAll(
      List<CellJob> open, int found, int total, Progress progress, Map<Cell, CellResult> results)
      throws IOException, InterruptedException {
    ExecutorService hosts =
        Executors.newFixedThreadPool(
            Math.min(parallel, open.size()),
            Thread.ofPlatform().name("dramatis-cell-", 0).daemon(true).factory());
    try {
      ExecutorCompletionService<Done> finished = new ExecutorCompletionService<>(hosts);
      for (CellJob job : open) {
        finished.submit(() -> runOne(job));
      }
      long start = System.nanoTime();
      for (int i = 1; i <= open.size(); i++) {
        Done done = finished.take().get();
        results.put(done.cell(), done.result());
        long each = (System.nanoTime() - start) / i;
        progress.report(found + i, found, total, each * (open.size() - i));
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UncheckedIOException io -> throw io.getCause();
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      hosts.shutdownNow();
    }
  }

  private Done runOne(CellJob job) {
    CellResult result = job.run().get();
    try {
      store.save(job.key(), result);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store a result: " + e.getMessage(), e);
    }
    return new Done(job.cell(), result);
  }
}
