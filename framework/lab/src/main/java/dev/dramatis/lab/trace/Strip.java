package dev.dramatis.lab.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dramatis.lab.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A run reduced to a picture: for each CPU, which thread ran most in each stretch of time.
 *
 * @param endNanos end of the run
 * @param resolutionNanos what is shorter is not shown
 * @param cpus spans of each CPU in order of time; idle time is left out
 */
public record Strip(long endNanos, long resolutionNanos, List<List<Span>> cpus) {
  /**
   * A thread on a CPU, as the one that ran most.
   *
   * @param load how busy the CPU was in that time, in quarters: 1 to 4
   */
  public record Span(long startNanos, long endNanos, int thread, int load) {}

  /** Copies the lists. */
  public Strip {
    cpus = cpus.stream().map(List::copyOf).toList();
  }

  /** Writes the strip as an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("end_ns", endNanos);
    json.writeNumberField("resolution_ns", resolutionNanos);
    json.writeArrayFieldStart("cpus");
    for (List<Span> cpu : cpus) {
      json.writeStartArray();
      for (Span span : cpu) {
        long[] numbers = {span.startNanos, span.endNanos, span.thread, span.load};
        json.writeArray(numbers, 0, numbers.length);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Reads what {@link #write} has written. */
  public static Strip read(JsonObject object) throws IOException {
    List<List<Span>> cpus = new ArrayList<>();
    for (Object cpu : object.array("cpus")) {
      List<Span> spans = new ArrayList<>();
      if (cpu instanceof List<?> list) {
        for (Object span : list) {
          if (span instanceof List<?> s
              && s.size() == 4
              && s.get(0) instanceof Long start
              && s.get(1) instanceof Long end
              && s.get(2) instanceof Long thread
              && s.get(3) instanceof Long load) {
            spans.add(new Span(start, end, thread.intValue(), load.intValue()));
          } else {
            throw new IOException("expected [start, end, thread, load]");
          }
        }
      }
      cpus.add(spans);
    }
    return new Strip(object.number("end_ns"), object.number("resolution_ns"), cpus);
  }
}
