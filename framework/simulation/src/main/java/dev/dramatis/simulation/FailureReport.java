package dev.dramatis.simulation;

import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import java.util.List;

/** Tells what was going on when a run failed: CPUs, threads, who holds what, the last events. */
final class FailureReport {
  private static final int THREADS_SHOWN = 200;

  private final World world;
  private final RecentEvents recent;

  FailureReport(World world, RecentEvents recent) {
    this.world = world;
    this.recent = recent;
  }

  String write(String headline) {
    StringBuilder text = new StringBuilder(4096);
    text.append(headline).append("\n\nCPUs\n");
    List<String> cpus = world.machine().describeCpus();
    for (int i = 0; i < cpus.size(); i++) {
      text.append("  ").append(cpus.get(i)).append('\n');
      text.append("    ").append(world.kernel().describeCpu(i)).append('\n');
    }
    text.append("\nThreads\n");
    List<ThreadInfo> threads = world.kernel().threads();
    for (ThreadInfo t : threads.subList(0, Math.min(THREADS_SHOWN, threads.size()))) {
      text.append(
          "  %-20s pid %-6d id %-7d %-14s %-12s pri %-4d cpu %-3d %s%s%n"
              .formatted(
                  t.name(),
                  t.processId(),
                  t.nativeId(),
                  t.state(),
                  t.waitChannel(),
                  t.priority(),
                  t.cpu(),
                  t.waitsFor() == 0 ? "" : "waits for " + name(t.waitsFor()) + " ",
                  t.holds().isEmpty() ? "" : "holds " + String.join(", ", t.holds())));
    }
    if (threads.size() > THREADS_SHOWN) {
      text.append("  and ").append(threads.size() - THREADS_SHOWN).append(" more\n");
    }
    text.append("\nUser mutexes held\n");
    for (UserMutex m : world.mutexes()) {
      UserThread owner = m.owner();
      if (owner != null) {
        text.append("  ").append(m.name()).append(" by ").append(owner.name()).append('\n');
      }
    }
    List<String> events = recent.lines();
    text.append("\nLast ").append(events.size()).append(" events\n");
    events.forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  private String name(int thread) {
    return thread > 0 && thread <= world.threads().size()
        ? world.threads().get(thread - 1).name()
        : "thread " + thread;
  }
}
