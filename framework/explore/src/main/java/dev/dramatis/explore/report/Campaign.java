package dev.dramatis.explore.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does jobs that do not know of each other on several host threads, and gives results in order. */
public final class Campaign {
  private Campaign() {}

  /**
   * Does the jobs.
   *
   * @param workers host threads
   * @param each is given every result in the order of the jobs, on the calling thread
   */
  public static <T> void run(List<Callable<T>> jobs, int workers, Consumer<T> each)
      throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<T>> results = new ArrayList<>();
      jobs.forEach(job -> results.add(pool.submit(job)));
      try {
        for (Future<T> result : results) {
          each.accept(result.get());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            "a search failed: " + e.getCause().getMessage(), e.getCause());
      } finally {
        pool.shutdownNow();
      }
    }
  }
}
