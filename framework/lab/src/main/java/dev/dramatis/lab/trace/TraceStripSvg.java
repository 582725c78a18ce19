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
  private static final int REMARK = 16;

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
      Lanes lanes = Lanes.of(strip);
      height += TITLE + lanes.cpus().size() * (lanes.height() + 2) + 10;
      height += lanes.remark().isEmpty() ? 0 : REMARK;
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
    text("run", LEFT, y + 15, "", title);
    y += TITLE;
    Lanes lanes = Lanes.of(strip);
    int first = y;
    for (int lane = 0; lane < lanes.cpus().size(); lane++) {
      int cpu = lanes.cpus().get(lane);
      lane(strip, cpu, y, lanes.height(), lanes.numbered(lane), names);
      y += lanes.height() + 2;
    }
    stop(strip.endNanos(), first, y);
    if (!lanes.remark().isEmpty()) {
      y += REMARK;
      text("cpu", LEFT, y - 3, "", lanes.remark());
    }
    return y + 10;
  }

  private void lane(
      Strip strip, int cpu, int y, int height, boolean numbered, Map<Integer, String> names) {
    svg.append("<rect class=\"lane\" x=\"")
        .append(LEFT)
        .append("\" y=\"")
        .append(y)
        .append("\" width=\"")
        .append(width(0, strip.endNanos()))
        .append("\" height=\"")
        .append(height)
        .append("\"/>");
    if (numbered) {
      text("cpu", LEFT - 8, y + height / 2 + 4, " text-anchor=\"end\"", "CPU " + cpu);
    }
    for (Strip.Span span : strip.cpus().get(cpu)) {
      span(span, y, height, names);
    }
  }

  private void stop(long end, int top, int bottom) {
    String stop = x(end);
    svg.append("<line class=\"stop\" x1=\"")
        .append(stop)
        .append("\" y1=\"")
        .append(top - 3)
        .append("\" x2=\"")
        .append(stop)
        .append("\" y2=\"")
        .append(bottom)
        .append("\"/>\n");
  }

  private void text(String style, int x, int y, String attributes, String text) {
    svg.append("<text class=\"")
        .append(style)
        .append("\" x=\"")
        .append(x)
        .append("\" y=\"")
        .append(y)
        .append('"')
        .append(attributes)
        .append('>')
        .append(escape(text))
        .append("</text>\n");
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
