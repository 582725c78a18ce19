package dev.dramatis.lab.compare;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes {@code results.csv}, {@code results.json} and {@code report.html}. */
public final class ResultFiles {
  private ResultFiles() {}

  /** Writes all of them. */
  public static void write(Path folder, Comparison comparison) throws IOException {
    Json.writeFile(folder.resolve("results.csv"), csv(comparison));
    Json.writeFile(folder.resolve("results.json"), json(comparison));
    Json.writeFile(folder.resolve("report.html"), HtmlReport.html(comparison));
  }

  static String csv(Comparison comparison) {
    StringBuilder csv = new StringBuilder("workload,personality,hardware,scheduler,seed,ending");
    Figures.ALL.forEach(f -> csv.append(',').append(f.key()));
    csv.append(",idle_percent,digest\n");
    comparison
        .results()
        .forEach((cell, result) -> {
          RunReport r = result.report();
          Variant v = cell.variant();
          csv.append(
              String.join(
                  ",",
                  List.of(
                      quoted(cell.workload()),
                      quoted(v.personality()),
                      quoted(v.hardware()),
                      quoted(v.scheduler()),
                      Long.toString(cell.seed()),
                      r.ending())));
          Figures.ALL.forEach(f -> csv.append(',').append(f.of(r)));
          csv.append(String.format(java.util.Locale.ROOT, ",%.3f,", r.totals().idlePercent()));
          csv.append(r.digest()).append('\n');
        });
    return csv.toString();
  }

  private static String quoted(String text) {
    return text.matches("[\\w .:/+-]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  static String json(Comparison comparison) throws IOException {
    return Json.text(json -> {
      json.writeStartObject();
      json.writeStringField("schema", "dramatis.comparison/1");
      json.writeArrayFieldStart("cells");
      for (Map.Entry<Cell, CellResult> entry : comparison.results().entrySet()) {
        Cell cell = entry.getKey();
        RunReport r = entry.getValue().report();
        json.writeStartObject();
        json.writeStringField("workload", cell.workload());
        json.writeStringField("personality", cell.variant().personality());
        json.writeStringField("hardware", cell.variant().hardware());
        json.writeStringField("scheduler", cell.variant().scheduler());
        json.writeNumberField("seed", cell.seed());
        json.writeStringField("ending", r.ending());
        for (Figures f : Figures.ALL) {
          json.writeNumberField(f.key(), f.of(r));
        }
        json.writeStringField("digest", r.digest());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("pairs");
      for (Comparison.Pair pair : comparison.pairs()) {
        json.writeStartObject();
        json.writeStringField("workload", pair.first().workload());
        json.writeStringField("first", pair.first().variant().label());
        json.writeStringField("second", pair.second().variant().label());
        json.writeArrayFieldStart("differences");
        for (Figures f : Figures.ALL) {
          Statistics.Interval d =
              Statistics.difference(pair.first().values(f), pair.second().values(f));
          json.writeStartObject();
          json.writeStringField("figure", f.key());
          json.writeNumberField("seeds", d.n());
          json.writeNumberField("mean_difference", d.mean());
          json.writeNumberField("low", d.low());
          json.writeNumberField("high", d.high());
          json.writeStringField("certainty", d.certainty());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeFieldName("why");
        Json.write(json, Why.hints(pair));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }
}
