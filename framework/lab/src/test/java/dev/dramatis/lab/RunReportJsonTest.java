package dev.dramatis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunReportJsonTest {
  private final RunReport report = Events.twoThreads().report(200, 2);

  @Test
  void shouldComeBackEqual() throws IOException {
    assertThat(RunReportJson.parse(RunReportJson.text(report))).isEqualTo(report);
  }

  @Test
  void shouldKeepAFailure() throws IOException {
    RunReport failed =
        new RunReport(
            report.inputs(),
            "FAILED",
            5,
            1,
            "",
            report.totals(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(new RunReport.Swapped(1, -1, "to freebsd", 0, "busy")),
            List.of(new RunReport.Check("x", 3)),
            new RunReport.Failed("DEADLOCK", "all wait", "a\nb"));
    assertThat(RunReportJson.parse(RunReportJson.text(failed))).isEqualTo(failed);
  }

  @Test
  void shouldCarryUnitsInItsKeys() throws IOException {
    String text = RunReportJson.text(report);
    assertThat(text)
        .startsWith(
            "{\n  \"schema\" : \"dramatis.run/1\",\n  \"inputs\" : {\n    \"workload\" : \"w\",")
        .contains("\"end_ns\" : 200")
        .contains("\"cpu_time_ns\" : 140")
        .contains("\"run_queue_wait_ns\" : 10")
        .contains("\"busy_ns\" :")
        .contains("\"digest\" : \"00ff")
        .endsWith("}\n");
  }

  @Test
  void shouldHaveExactlyTheMembersOfTheSchema() throws IOException {
    JsonObject schema = JsonObject.of(Json.parse(resource("run-report.schema.json")));
    JsonObject written = JsonObject.of(Json.parse(RunReportJson.text(report)));

    compare(schema, written, schema.object("$defs"), "");
  }

  private static void compare(JsonObject schema, JsonObject value, JsonObject defs, String path)
      throws IOException {
    JsonObject properties = schema.object("properties");
    assertThat(names(properties)).as(path).containsAll(names(value));
    List<?> required = schema.array("required");
    for (Object key : required) {
      assertThat(names(value)).as(path).contains((String) key);
    }
    for (Object key : value.members().keySet()) {
      String name = (String) key;
      JsonObject property = properties.object(name);
      if (property.has("$ref")) {
        compare(definition(property, defs), value.object(name), defs, path + "/" + name);
      } else if (property.has("items") && property.object("items").has("$ref")) {
        for (Object element : value.array(name)) {
          compare(
              definition(property.object("items"), defs),
              JsonObject.of(element),
              defs,
              path + "/" + name);
        }
      }
    }
  }

  private static java.util.Set<String> names(JsonObject object) {
    return object.members().keySet().stream()
        .map(String::valueOf)
        .collect(java.util.stream.Collectors.toSet());
  }

  private static JsonObject definition(JsonObject reference, JsonObject defs) throws IOException {
    return defs.object(reference.text("$ref").replace("#/$defs/", ""));
  }

  @Test
  void shouldRefuseAnotherFormat() {
    assertThatThrownBy(() -> RunReportJson.parse("{\"schema\":\"other/1\"}"))
        .hasMessageContaining("dramatis.run/1");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(RunReportJson.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
