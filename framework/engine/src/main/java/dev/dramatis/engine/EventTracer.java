package dev.dramatis.engine;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands events to the sinks of a run. */
final class EventTracer implements Tracer {
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final @Nullable TraceSink sink;

  EventTracer(List<TraceSink> sinks) {
    this.sink =
        switch (sinks.size()) {
          case 0 -> null;
          case 1 -> sinks.getFirst();
          default -> new Fan(sinks.toArray(TraceSink[]::new));
        };
  }

  @Override
  public boolean enabled() {
    return sink != null;
  }

  @Override
  public void emit(long time, EventKind kind, int cpu, int thread, long arg) {
    TraceSink s = sink;
    if (s != null) {
      s.event(time, kind, cpu, thread, arg);
    }
  }

  @Override
  public int intern(String name) {
    Integer known = names.get(name);
    if (known != null) {
      return known;
    }
    int number = names.size();
    names.put(name, number);
    if (sink != null) {
      sink.name(number, name);
    }
    return number;
  }

  private record Fan(TraceSink[] sinks) implements TraceSink {
    @Override
    public void event(long time, EventKind kind, int cpu, int thread, long arg) {
      for (TraceSink s : sinks) {
        s.event(time, kind, cpu, thread, arg);
      }
    }

    @Override
    public void name(int number, String name) {
      for (TraceSink s : sinks) {
        s.name(number, name);
      }
    }
  }
}
