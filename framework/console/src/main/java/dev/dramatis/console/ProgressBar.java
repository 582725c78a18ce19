package dev.dramatis.console;

import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.MatrixRunner;
import java.io.PrintWriter;

/** One line that says how far a comparison is, on terminals only. */
final class ProgressBar implements MatrixRunner.Progress, AutoCloseable {
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final boolean shown;
  private boolean dirty;

  ProgressBar(Surroundings surroundings) {
    this.err = surroundings.err();
    this.shown = surroundings.terminal();
  }

  @Override
  public void report(int done, int found, int total, long remainingNanos) {
    if (!shown) {
      return;
    }
    int filled = total == 0 ? WIDTH : WIDTH * done / total;
    StringBuilder line = new StringBuilder("\r[");
    line.append("=".repeat(filled)).append(" ".repeat(WIDTH - filled)).append("] ");
    line.append(done).append('/').append(total).append(" runs");
    if (found > 0) {
      line.append(", ").append(found).append(" from before");
    }
    if (remainingNanos > 0) {
      line.append(", ").append(Units.time(remainingNanos)).append(" left");
    }
    err.print(line + "\u001b[K");
    err.flush();
    dirty = true;
  }

  @Override
  public void close() {
    if (dirty) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
