package dev.dramatis.engine.coroutine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how coroutines are made: by the JVM's internal continuations where the container exports
 * them (about 90 ns for a resume and suspend), else by virtual threads (some microseconds). Runs
 * are the same event for event.
 */
public final class Coroutines implements AutoCloseable {
  /** System property: {@code auto}, {@code continuation} or {@code virtual}. */
  public static final String PROPERTY = "dramatis.coroutines";

  private final @Nullable VirtualThreads fallback;

  private Coroutines(@Nullable VirtualThreads fallback) {
    this.fallback = fallback;
  }

  /** The kind that the system property asks for, or the best that works here. */
  public static Coroutines choose() {
    String wish = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
    return switch (wish) {
      case "continuation" -> continuations();
      case "virtual" -> virtualThreads();
      case "auto" -> Probe.CONTINUATIONS_WORK ? continuations() : virtualThreads();
      default ->
          throw new IllegalArgumentException(
              PROPERTY + "=" + wish + " is unknown; use auto, continuation or virtual");
    };
  }

  /** Internal continuations. */
  public static Coroutines continuations() {
    return new Coroutines(null);
  }

  /** Virtual threads. */
  public static Coroutines virtualThreads() {
    return new Coroutines(new VirtualThreads());
  }

  /** What {@link #choose} decides on, for reports. */
  public String kind() {
    return fallback == null ? "continuation" : "virtual";
  }

  /** A coroutine that has not begun. */
  public Coroutine create(Runnable body) {
    return fallback == null ? new ContinuationCoroutine(body) : fallback.create(body);
  }

  /** Ends coroutines that are suspended for good. */
  @Override
  public void close() {
    if (fallback != null) {
      fallback.close();
    }
  }

  /** Tries a continuation once. */
  private static final class Probe {
    static final boolean CONTINUATIONS_WORK = works();

    private static boolean works() {
      try {
        int[] steps = {0};
        Coroutine[] self = new Coroutine[1];
        self[0] =
            new ContinuationCoroutine(() -> {
              steps[0]++;
              self[0].suspend();
              steps[0]++;
            });
        self[0].resume();
        self[0].resume();
        return steps[0] == 2 && self[0].done();
      } catch (LinkageError | RuntimeException notExported) {
        return false;
      }
    }
  }
}
