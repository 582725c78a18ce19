package dev.dramatis.lab.trace;

import dev.dramatis.lab.Units;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws runs as CPU lanes over time, one below the other on one scale, so that the same moment
 * stands at the same place. A thread has the same colour in all of them. Colours come from CSS
 * classes {@code t0} to {@code t11} and {@code tk}.
 */
public final class TraceStripSvg {
  /** Number of thread colours. */
  public static final int COLOURS = 12;

  private static final int LEFT = 64;
  private static final int WIDTH = 1100;
  private static final int RIGHT = 16;
  private static final int TITLE = 22;
  private static final int AXIS = 26;
  private static final int MOST_LANES = 32;

  private final StringBuilder svg = new StringBuilder();
  private final long end;

  private TraceStripSvg(long end) {
    this.end = Math.max(1, end);
  }

  /**
   * The picture as an SVG element.
   *
   * @param strips runs by title
   * @param names of threads, for tooltips
   */
  public static String of(Map<String, Strip> strips, Map<Integer, String> names) {
    long end = strips.values().stream().mapToLong(Strip::endNanos).max().orElse(1);
    return new TraceStripSvg(end).draw(new LinkedHashMap<>(strips), names);
  }

  /** The CSS class of a thread's colour. */
  public static String colour(int thread) {
    return thread < 0 ? "tk" : "t" + Math.floorMod(thread - 1, COLOURS);
  }

  private String draw(Map<String, Strip> strips, Map<Integer, String> names) {
    int height = AXIS;
    for (Strip strip : strips.values()) {
      height += TITLE + lanes(strip) * (laneHeight(strip) + 2) + 10;
    }
    int total = LEFT + WIDTH + RIGHT;
    svg.append("<svg class=\"strip\" viewBox=\"0 0 ")
        .append(total)
        .append(' ')
        .append(height)
        .append("\" role=\"img\" aria-label=\"CPU lanes over time: ")
        .append(escape(String.join(" and ", strips.keySet())))
        .append("\">\n");
    grid(height - AXIS);
    int y = 0;
    for (Map.Entry<String, Strip> entry : strips.entrySet()) {
      y = strip(entry.getKey(), entry.getValue(), y, names);
    }
    svg.append("</svg>\n");
    return svg.toString();
  }

  private void grid(int bottom) {
    long step = step(end);
    for (long t = 0; t <= end; t += step) {
      String x = x(t);
      svg.append("<line class=\"grid\" x1=\"")
          .append(x)
          .append("\" y1=\"")
          .append(TITLE)
          .append("\" x2=\"")
          .append(x)
          .append("\" y2=\"")
          .append(bottom)
          .append("\"/>");
      svg.append("<text class=\"tick\" x=\"")
          .append(x)
          .append("\" y=\"")
          .append(bottom + 16)
          .append("\" text-anchor=\"middle\">")
          .append(t == 0 ? "0" : Units.time(t))
          .append("</text>\n");
    }
  }

  private int strip(String title, Strip strip, int top, Map<Integer, String> names) {
    int y = top;
    svg.append("<text class=\"run\" x=\"")
        .append(LEFT)
        .append("\" y=\"")
        .append(y + 15)
        .append("\">")
        .append(escape(title))
        .append("</text>\n");
    y += TITLE;
    int height = laneHeight(strip);
    String stop = x(strip.endNanos());
    int first = y;
    for (int cpu = 0; cpu < lanes(strip); cpu++) {
      svg.append("<rect class=\"lane\" x=\"")
          .append(LEFT)
          .append("\" y=\"")
          .append(y)
          .append("\" width=\"")
          .append(width(0, strip.endNanos()))
          .append("\" height=\"")
          .append(height)
          .append("\"/>");
      if (height >= 10 || cpu % 4 == 0) {
        svg.append("<text class=\"cpu\" x=\"")
            .append(LEFT - 8)
            .append("\" y=\"")
            .append(y + height / 2 + 4)
            .append("\" text-anchor=\"end\">CPU ")
            .append(cpu)
            .append("</text>\n");
      }
      for (Strip.Span span : strip.cpus().get(cpu)) {
        span(span, y, height, names);
      }
      y += height + 2;
    }
    svg.append("<line class=\"stop\" x1=\"")
        .append(stop)
        .append("\" y1=\"")
        .append(first - 3)
        .append("\" x2=\"")
        .append(stop)
        .append("\" y2=\"")
        .append(y)
        .append("\"/>\n");
    return y + 10;
  }

  private void span(Strip.Span span, int y, int height, Map<Integer, String> names) {
    String name = names.getOrDefault(span.thread(), "thread " + span.thread());
    svg.append("<rect class=\"")
        .append(colour(span.thread()))
        .append(span.load() < 4 ? " q" + span.load() : "")
        .append("\" x=\"")
        .append(x(span.startNanos()))
        .append("\" y=\"")
        .append(y)
        .append("\" width=\"")
        .append(width(span.startNanos(), span.endNanos()))
        .append("\" height=\"")
        .append(height)
        .append("\"><title>")
        .append(escape(name))
        .append(": ")
        .append(Units.time(span.startNanos()))
        .append(" to ")
        .append(Units.time(span.endNanos()))
        .append("</title></rect>\n");
  }

  private static int lanes(Strip strip) {
    return Math.min(MOST_LANES, strip.cpus().size());
  }

  private static int laneHeight(Strip strip) {
    return strip.cpus().size() <= 4
        ? 20
        : strip.cpus().size() <= 8 ? 14 : strip.cpus().size() <= 16 ? 10 : 6;
  }

  private String x(long time) {
    return number(LEFT + (double) WIDTH * time / end);
  }

  private String width(long from, long to) {
    return number(Math.max(0.5, (double) WIDTH * (to - from) / end));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** A round step that gives five to ten lines. */
  private static long step(long end) {
    long unit = 1;
    while (unit * 10 < end) {
      unit *= 10;
    }
    for (long factor : List.of(1L, 2L, 5L)) {
      long step = unit * factor / 5;
      if (step > 0 && end / step <= 10) {
        return step;
      }
    }
    return unit;
  }

  /** Text for HTML and XML. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
