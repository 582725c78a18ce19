package dev.dramatis.simulation;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;

/** Remembers the last events for a failure report. */
final class RecentEvents implements TraceSink {
  private static final int KEPT = 64;
  private static final EventKind[] KINDS = EventKind.values();

  private final List<String> names = new ArrayList<>();
  private final long[] times = new long[KEPT];
  private final byte[] kinds = new byte[KEPT];
  private final int[] cpus = new int[KEPT];
  private final int[] threads = new int[KEPT];
  private final long[] args = new long[KEPT];
  private long count;

  @Override
  public void event(long time, EventKind kind, int cpu, int thread, long arg) {
    int i = (int) (count++ & (KEPT - 1));
    times[i] = time;
    kinds[i] = (byte) kind.ordinal();
    cpus[i] = cpu;
    threads[i] = thread;
    args[i] = arg;
  }

  @Override
  public void name(int number, String name) {
    names.add(name);
  }

  long count() {
    return count;
  }

  /** The last events, oldest first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (long n = Math.max(0, count - KEPT); n < count; n++) {
      int i = (int) (n & (KEPT - 1));
      EventKind kind = KINDS[kinds[i]];
      String arg =
          switch (kind) {
            case WAIT_CHANNEL, IRQ_ENTER, IRQ_EXIT, SYSCALL_ENTER, SWAP -> name(args[i]);
            default -> Long.toString(args[i]);
          };
      lines.add(
          "%14d ns  cpu %-3d  thread %-6d  %s %s"
              .formatted(times[i], cpus[i], threads[i], kind, arg));
    }
    return lines;
  }

  private String name(long number) {
    return number >= 0 && number < names.size() ? names.get((int) number) : Long.toString(number);
  }
}
