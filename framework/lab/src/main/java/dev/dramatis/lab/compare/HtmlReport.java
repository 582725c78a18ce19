package dev.dramatis.lab.compare;

import static dev.dramatis.lab.trace.TraceStripSvg.escape;

import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.trace.Strip;
import dev.dramatis.lab.trace.TraceStripSvg;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The comparison as one page that needs nothing else: tables, and pictures of each pair on one
 * scale of time.
 */
final class HtmlReport {
  private static final int MOST_PAIRS = 40;
  private static final int MOST_LEGEND = 24;

  private final Comparison comparison;
  private final StringBuilder html = new StringBuilder();

  private HtmlReport(Comparison comparison) {
    this.comparison = comparison;
  }

  static String html(Comparison comparison) throws IOException {
    return new HtmlReport(comparison).page();
  }

  private String page() throws IOException {
    List<Comparison.Group> groups = comparison.groups();
    html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append("<title>Dramatis comparison</title>\n<style>\n")
        .append(css())
        .append("</style></head>\n<body><main>\n");
    html.append("<h1>Comparison</h1>\n<p class=\"lead\">")
        .append(comparison.results().size())
        .append(" runs: ")
        .append(distinct(groups.stream().map(Comparison.Group::workload).toList()))
        .append(" on ")
        .append(groups.stream().map(Comparison.Group::variant).distinct().count())
        .append(" combinations. Times are simulated time.</p>\n");
    failures();
    overview(groups);
    List<Comparison.Pair> pairs = comparison.pairs();
    if (pairs.isEmpty()) {
      html.append("<h2>Runs</h2>\n");
      groups.forEach(g -> card(g.workload(), List.of(g)));
    } else {
      html.append("<h2>Side by side</h2>\n");
      pairs.stream().limit(MOST_PAIRS).forEach(this::pair);
      if (pairs.size() > MOST_PAIRS) {
        html.append("<p class=\"lead\">")
            .append(pairs.size() - MOST_PAIRS)
            .append(" more pairs are in results.json.</p>\n");
      }
    }
    html.append(
        "<footer>Every figure follows from the inputs alone and can be had again, bit for bit. The"
            + " cells are in results.csv, the differences in results.json.</footer>\n"
            + "</main></body></html>\n");
    return html.toString();
  }

  private void failures() {
    List<String> failures = comparison.failures();
    if (!failures.isEmpty()) {
      html.append("<section class=\"card\"><h3 class=\"failed\">Failed runs</h3><ul>");
      failures.forEach(f -> html.append("<li>").append(escape(f)).append("</li>"));
      html.append("</ul></section>\n");
    }
  }

  private void overview(List<Comparison.Group> groups) {
    html.append("<h2>Overview</h2>\n<section class=\"card scroll\"><table><thead><tr>");
    for (String head : List.of("workload", "personality", "scheduler", "hardware", "result")) {
      html.append("<th class=\"l\">").append(head).append("</th>");
    }
    List<Figures> columns =
        List.of(
            Figures.END,
            Figures.CPU_TIME,
            Figures.WAIT,
            Figures.WAKE_P50,
            Figures.WAKE_P99,
            Figures.LOCK_WAIT,
            Figures.SWITCHES,
            Figures.MIGRATIONS);
    columns.forEach(c -> html.append("<th>").append(c.title()).append("</th>"));
    html.append("<th>idle</th><th>digest</th></tr></thead><tbody>\n");
    for (Comparison.Group g : groups) {
      html.append("<tr>");
      for (String cell :
          List.of(
              g.workload(),
              g.variant().personality(),
              g.variant().scheduler(),
              g.variant().hardware())) {
        html.append("<td class=\"l\">").append(escape(cell)).append("</td>");
      }
      boolean failed = g.runs().stream().anyMatch(r -> r.report().failure() != null);
      html.append("<td class=\"l")
          .append(failed ? " failed" : "")
          .append("\">")
          .append(g.ending())
          .append("</td>");
      columns.forEach(c -> html.append("<td>").append(c.format(g.mean(c))).append("</td>"));
      double idle =
          g.runs().stream().mapToDouble(r -> r.report().totals().idlePercent()).average().orElse(0);
      html.append("<td>")
          .append(Units.percent(idle))
          .append("</td><td><code>")
          .append(escape(g.digest()))
          .append("</code></td></tr>\n");
    }
    html.append("</tbody></table><p class=\"lead\">")
        .append(comparison.sample())
        .append("</p></section>\n");
  }

  private void pair(Comparison.Pair pair) {
    String title =
        pair.first().workload()
            + ": "
            + pair.first().variant().label()
            + " against "
            + pair.second().variant().label();
    card(title, List.of(pair.first(), pair.second()));
    int close = html.lastIndexOf("</section>");
    html.setLength(close);
    List<String> hints = Why.hints(pair);
    if (!hints.isEmpty()) {
      html.append("<h3>Why</h3><ul class=\"why\">");
      hints.forEach(h -> html.append("<li>").append(escape(h)).append("</li>"));
      html.append("</ul>");
    }
    differences(pair);
    html.append("</section>\n");
  }

  private void card(String title, List<Comparison.Group> groups) {
    Map<String, Strip> strips = new LinkedHashMap<>();
    Map<Integer, String> names = new LinkedHashMap<>();
    for (Comparison.Group g : groups) {
      RunReport report = g.first().report();
      strips.put(g.variant().label() + ", seed " + report.inputs().seed(), g.first().strip());
      report.threads().forEach(t -> names.putIfAbsent(t.id(), t.name()));
    }
    html.append("<section class=\"card\"><h3>").append(escape(title)).append("</h3>\n");
    html.append("<div class=\"scroll\">").append(TraceStripSvg.of(strips, names)).append("</div>");
    legend(strips, names);
    html.append("</section>\n");
  }

  private void legend(Map<String, Strip> strips, Map<Integer, String> names) {
    Set<Integer> drawn = new LinkedHashSet<>();
    strips
        .values()
        .forEach(s -> s.cpus().forEach(cpu -> cpu.forEach(span -> drawn.add(span.thread()))));
    html.append("<div class=\"legend\">");
    drawn.stream()
        .sorted()
        .limit(MOST_LEGEND)
        .forEach(t ->
            html.append("<span><svg viewBox=\"0 0 10 10\"><rect class=\"")
                .append(TraceStripSvg.colour(t))
                .append("\" width=\"10\" height=\"10\" rx=\"2\"/></svg>")
                .append(escape(names.getOrDefault(t, "thread " + t)))
                .append("</span>"));
    if (drawn.size() > MOST_LEGEND) {
      html.append("<span>and ")
          .append(drawn.size() - MOST_LEGEND)
          .append(" more; point at a span for its name</span>");
    }
    html.append("<span>paler: the CPU was idle for part of the time</span></div>\n");
  }

  private void differences(Comparison.Pair pair) {
    html.append(
            "<details><summary>All figures</summary><div class=\"scroll\"><table><thead><tr><th"
                + " class=\"l\"></th><th>")
        .append(escape(pair.first().variant().label()))
        .append("</th><th>")
        .append(escape(pair.second().variant().label()))
        .append("</th><th>difference</th><th class=\"l\">certainty</th></tr></thead><tbody>\n");
    for (Figures f : Figures.ALL) {
      Statistics.Interval d =
          Statistics.difference(pair.first().values(f), pair.second().values(f));
      String tone =
          d.mean() == 0 || !d.differs()
              ? "same"
              : f == Figures.IDLE ? "" : d.mean() < 0 ? "less" : "more";
      String sign = d.mean() > 0 ? "+" : "";
      String interval =
          d.exact() ? "" : " (" + f.format(d.low()) + " to " + f.format(d.high()) + ")";
      html.append("<tr><td class=\"l\">")
          .append(f.title())
          .append("</td><td>")
          .append(f.format(pair.first().mean(f)))
          .append("</td><td>")
          .append(f.format(pair.second().mean(f)))
          .append("</td><td class=\"")
          .append(tone)
          .append("\">")
          .append(sign)
          .append(f.format(d.mean()))
          .append(interval)
          .append("</td><td class=\"l\">")
          .append(d.certainty())
          .append("</td></tr>\n");
    }
    html.append("</tbody></table></div></details>");
  }

  private static String distinct(List<String> names) {
    List<String> distinct = names.stream().distinct().toList();
    return distinct.size() <= 4
        ? escape(String.join(", ", distinct))
        : distinct.size() + " workloads";
  }

  private static String css() throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IOException("report.css is missing in the bundle");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
