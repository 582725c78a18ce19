package dev.dramatis.lab.compare;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.JsonObject;
import dev.dramatis.lab.MetricsSink;
import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.RunReportJson;
import dev.dramatis.lab.trace.Strip;
import dev.dramatis.lab.trace.StripSink;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.trace.TraceSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A finished run with its picture. */
public record CellResult(RunReport report, Strip strip) {
  /** Name and version of the file format. */
  public static final String SCHEMA = "dramatis.cell/1";

  /** Runs and measures. */
  public static CellResult run(RunConfig config, RunReport.Inputs inputs) {
    MetricsSink metrics = new MetricsSink();
    StripSink strip = new StripSink();
    List<TraceSink> sinks = new ArrayList<>(config.sinks());
    sinks.add(metrics);
    sinks.add(strip);
    RunResult result = Simulation.run(config.withSinks(sinks));
    int cpus = config.hardware().topology().cpuCount();
    return new CellResult(
        metrics.report(inputs, result, config.hardware()), strip.strip(result.endNanos(), cpus));
  }

  /** The text of its file. */
  String text(String key) throws IOException {
    return Json.text(json -> {
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeStringField("key", key);
      json.writeFieldName("report");
      RunReportJson.write(json, report);
      json.writeFieldName("strip");
      strip.write(json);
      json.writeEndObject();
    });
  }

  static CellResult parse(String text, String key) throws IOException {
    JsonObject object = JsonObject.of(Json.parse(text));
    if (!object.text("schema").equals(SCHEMA) || !object.text("key").equals(key)) {
      throw new IOException("not the cell " + key);
    }
    return new CellResult(
        RunReportJson.read(object.object("report")), Strip.read(object.object("strip")));
  }
}
