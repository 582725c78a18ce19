package dev.dramatis.console;

import dev.dramatis.lab.Units;
import java.io.PrintWriter;

/** One line that says how far a search is, on terminals only. */
final class Watching implements AutoCloseable {
  private final PrintWriter err;
  private final boolean shown;
  private boolean dirty;

  Watching(Surroundings surroundings) {
    this.err = surroundings.err();
    this.shown = surroundings.terminal();
  }

  /** From any host thread. */
  synchronized void report(String what, long executions) {
    if (shown) {
      err.print("\r" + what + ": " + Units.count(executions) + " executions\u001b[K");
      err.flush();
      dirty = true;
    }
  }

  synchronized void clear() {
    if (dirty) {
      err.print("\r\u001b[K");
      err.flush();
      dirty = false;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
