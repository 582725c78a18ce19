package dev.dramatis.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.dramatis.lab.RunReport.Latency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file format of {@link RunReport}: {@code dramatis.run/1}. Keys carry their unit. The schema
 * is the resource {@code run-report.schema.json} next to this class.
 */
public final class RunReportJson {
  /**
   * Name and version of the format. Members may be added without a new number; nothing else may
   * change.
   */
  public static final String SCHEMA = "dramatis.run/1";

  private RunReportJson() {}

  /** The report as indented text. */
  public static String text(RunReport report) throws IOException {
    return Json.text(json -> write(json, report));
  }

  /** Writes the report as an object. */
  public static void write(JsonGenerator json, RunReport r) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeFieldName("inputs");
    inputs(json, r.inputs());
    json.writeStringField("ending", r.ending());
    json.writeNumberField("end_ns", r.endNanos());
    json.writeNumberField("events", r.events());
    json.writeStringField("digest", r.digest());
    totals(json, r.totals());
    json.writeArrayFieldStart("threads");
    for (RunReport.Thread t : r.threads()) {
      thread(json, t);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("cpus");
    for (RunReport.Cpu c : r.cpus()) {
      cpu(json, c);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("marks");
    for (RunReport.Mark m : r.marks()) {
      json.writeStartObject();
      json.writeStringField("name", m.name());
      latencyMembers(json, m.values());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("locks");
    for (RunReport.Lock l : r.locks()) {
      json.writeStartObject();
      json.writeNumberField("id", l.id());
      json.writeNumberField("acquisitions", l.acquisitions());
      json.writeNumberField("contentions", l.contentions());
      json.writeNumberField("held_ns", l.heldNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeFieldName("interrupts");
    Json.write(json, r.interrupts());
    swapsAndChecks(json, r);
    MachineUse machine = r.machine();
    if (machine != null) {
      machine(json, machine);
    }
    RunReport.Failed failure = r.failure();
    if (failure != null) {
      json.writeObjectFieldStart("failure");
      json.writeStringField("kind", failure.kind());
      json.writeStringField("message", failure.message());
      json.writeStringField("report", failure.report());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void machine(JsonGenerator json, MachineUse use) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeArrayFieldStart("cores");
    for (MachineUse.Cores c : use.cores()) {
      json.writeStartObject();
      json.writeFieldName("cpus");
      Json.write(json, c.cpus());
      json.writeNumberField("declared_capacity", c.declaredCapacity());
      json.writeNumberField("experienced_capacity", c.experiencedCapacity());
      json.writeNumberField("busy_ns", c.busyNanos());
      json.writeNumberField("expected_work_ns", c.expectedWorkNanos());
      json.writeNumberField("done_work_ns", c.doneWorkNanos());
      json.writeBooleanField("misled", c.misled());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!use.cpuEnergyMicrojoules().isEmpty()) {
      json.writeNumberField("energy_uj", use.energyMicrojoules());
      json.writeFieldName("cpu_energy_uj");
      Json.write(json, use.cpuEnergyMicrojoules());
    }
    json.writeEndObject();
  }

  private static MachineUse readMachine(JsonObject m) throws IOException {
    return new MachineUse(
        m.list(
            "cores",
            c ->
                new MachineUse.Cores(
                    c.array("cpus").stream().map(n -> ((Number) n).intValue()).toList(),
                    c.integer("declared_capacity"),
                    c.integer("experienced_capacity"),
                    c.number("busy_ns"))),
        m.has("cpu_energy_uj")
            ? m.array("cpu_energy_uj").stream().map(n -> ((Number) n).longValue()).toList()
            : List.of());
  }

  private static void inputs(JsonGenerator json, RunReport.Inputs i) throws IOException {
    json.writeStartObject();
    json.writeStringField("workload", i.workload());
    json.writeStringField("workload_sha256", i.workloadSha256());
    json.writeStringField("personality", i.personality());
    json.writeStringField("hardware", i.hardware());
    json.writeStringField("scheduler", i.scheduler());
    json.writeNumberField("seed", i.seed());
    if (i.untilNanos() != Long.MAX_VALUE) {
      json.writeNumberField("until_ns", i.untilNanos());
    }
    json.writeFieldName("settings");
    Json.write(json, i.settings());
    json.writeFieldName("options");
    Json.write(json, i.options());
    json.writeFieldName("swaps");
    Json.write(json, i.swaps());
    json.writeBooleanField("checks", i.checks());
    json.writeFieldName("bundles");
    Json.write(json, i.bundles());
    json.writeEndObject();
  }

  private static void totals(JsonGenerator json, RunReport.Totals t) throws IOException {
    json.writeObjectFieldStart("totals");
    json.writeNumberField("threads", t.threads());
    json.writeNumberField("threads_at_once", t.threadsAtOnce());
    json.writeNumberField("reaped", t.reaped());
    json.writeNumberField("cpu_time_ns", t.cpuTimeNanos());
    json.writeNumberField("run_queue_wait_ns", t.runQueueWaitNanos());
    json.writeNumberField("sleep_ns", t.sleepNanos());
    json.writeNumberField("sleeps", t.sleeps());
    json.writeNumberField("lock_wait_ns", t.lockWaitNanos());
    json.writeNumberField("join_wait_ns", t.joinWaitNanos());
    json.writeNumberField("stopped_ns", t.stoppedNanos());
    json.writeNumberField("busy_ns", t.busyNanos());
    json.writeNumberField("idle_ns", t.idleNanos());
    json.writeNumberField("interrupt_ns", t.interruptNanos());
    json.writeNumberField("switching_ns", t.switchingNanos());
    json.writeNumberField("switches", t.switches());
    json.writeNumberField("voluntary_switches", t.voluntarySwitches());
    json.writeNumberField("involuntary_switches", t.involuntarySwitches());
    json.writeNumberField("migrations", t.migrations());
    json.writeNumberField("lock_contentions", t.lockContentions());
    json.writeNumberField("system_calls", t.systemCalls());
    json.writeNumberField("interrupts", t.interrupts());
    json.writeNumberField("ipis", t.ipis());
    latency(json, "wakeup_latency", t.wakeupLatency());
    json.writeEndObject();
  }

  private static void thread(JsonGenerator json, RunReport.Thread t) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", t.id());
    json.writeStringField("name", t.name());
    json.writeStringField("process", t.process());
    json.writeBooleanField("kernel", t.kernel());
    json.writeNumberField("cpu_time_ns", t.cpuTimeNanos());
    json.writeNumberField("run_queue_wait_ns", t.runQueueWaitNanos());
    json.writeNumberField("sleep_ns", t.sleepNanos());
    json.writeNumberField("sleeps", t.sleeps());
    json.writeNumberField("lock_wait_ns", t.lockWaitNanos());
    json.writeNumberField("join_wait_ns", t.joinWaitNanos());
    json.writeNumberField("stopped_ns", t.stoppedNanos());
    json.writeNumberField("swap_ns", t.swapNanos());
    json.writeNumberField("interrupted_ns", t.interruptedNanos());
    json.writeNumberField("dispatches", t.dispatches());
    json.writeNumberField("voluntary_switches", t.voluntarySwitches());
    json.writeNumberField("involuntary_switches", t.involuntarySwitches());
    json.writeNumberField("migrations", t.migrations());
    json.writeNumberField("lock_contentions", t.lockContentions());
    json.writeNumberField("system_calls", t.systemCalls());
    latency(json, "wakeup_latency", t.wakeupLatency());
    json.writeEndObject();
  }

  private static void cpu(JsonGenerator json, RunReport.Cpu c) throws IOException {
    json.writeStartObject();
    json.writeNumberField("cpu", c.cpu());
    json.writeNumberField("busy_ns", c.busyNanos());
    json.writeNumberField("idle_ns", c.idleNanos());
    json.writeNumberField("interrupt_ns", c.interruptNanos());
    json.writeNumberField("switching_ns", c.switchingNanos());
    json.writeNumberField("switches", c.switches());
    json.writeNumberField("interrupts", c.interrupts());
    json.writeNumberField("ipis_sent", c.ipisSent());
    json.writeNumberField("halts", c.halts());
    json.writeEndObject();
  }

  private static void swapsAndChecks(JsonGenerator json, RunReport r) throws IOException {
    json.writeArrayFieldStart("swaps");
    for (RunReport.Swapped s : r.swaps()) {
      json.writeStartObject();
      json.writeNumberField("requested_ns", s.requestedNanos());
      json.writeNumberField("completed_ns", s.completedNanos());
      json.writeStringField("what", s.what());
      json.writeNumberField("carried_threads", s.carried());
      json.writeStringField("refusal", s.refusal());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("checks");
    for (RunReport.Check c : r.checks()) {
      json.writeStartObject();
      json.writeStringField("id", c.id());
      json.writeNumberField("evaluations", c.evaluations());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void latency(JsonGenerator json, String key, Latency l) throws IOException {
    json.writeObjectFieldStart(key);
    latencyMembers(json, l);
    json.writeEndObject();
  }

  private static void latencyMembers(JsonGenerator json, Latency l) throws IOException {
    json.writeNumberField("count", l.count());
    json.writeNumberField("mean_ns", l.meanNanos());
    json.writeNumberField("p50_ns", l.p50Nanos());
    json.writeNumberField("p90_ns", l.p90Nanos());
    json.writeNumberField("p99_ns", l.p99Nanos());
    json.writeNumberField("max_ns", l.maxNanos());
  }

  /** Reads what {@link #text} has written. */
  public static RunReport parse(String text) throws IOException {
    return read(JsonObject.of(Json.parse(text)));
  }

  /** Reads a report. */
  public static RunReport read(JsonObject o) throws IOException {
    if (!o.text("schema").equals(SCHEMA)) {
      throw new IOException("not of the format " + SCHEMA);
    }
    Map<String, Long> interrupts = new LinkedHashMap<>();
    JsonObject counts = o.object("interrupts");
    for (Object name : counts.members().keySet()) {
      interrupts.put(String.valueOf(name), counts.number(String.valueOf(name)));
    }
    RunReport.Failed failure = null;
    if (o.has("failure")) {
      JsonObject f = o.object("failure");
      failure = new RunReport.Failed(f.text("kind"), f.text("message"), f.text("report"));
    }
    return new RunReport(
        readInputs(o.object("inputs")),
        o.text("ending"),
        o.number("end_ns"),
        o.number("events"),
        o.text("digest"),
        readTotals(o.object("totals")),
        o.list("threads", RunReportJson::readThread),
        o.list("cpus", RunReportJson::readCpu),
        o.list("marks", m -> new RunReport.Mark(m.text("name"), readLatency(m))),
        o.list(
            "locks",
            l ->
                new RunReport.Lock(
                    l.integer("id"),
                    l.number("acquisitions"),
                    l.number("contentions"),
                    l.number("held_ns"))),
        interrupts,
        o.list(
            "swaps",
            s ->
                new RunReport.Swapped(
                    s.number("requested_ns"),
                    s.number("completed_ns"),
                    s.text("what"),
                    s.integer("carried_threads"),
                    s.text("refusal"))),
        o.list("checks", c -> new RunReport.Check(c.text("id"), c.number("evaluations"))),
        failure,
        o.has("machine") ? readMachine(o.object("machine")) : null);
  }

  private static RunReport.Inputs readInputs(JsonObject i) throws IOException {
    List<String> swaps = new ArrayList<>();
    i.array("swaps").forEach(s -> swaps.add(String.valueOf(s)));
    return new RunReport.Inputs(
        i.text("workload"),
        i.text("workload_sha256"),
        i.text("personality"),
        i.text("hardware"),
        i.text("scheduler"),
        i.number("seed"),
        i.has("until_ns") ? i.number("until_ns") : Long.MAX_VALUE,
        i.texts("settings"),
        i.texts("options"),
        swaps,
        i.flag("checks"),
        i.texts("bundles"));
  }

  private static RunReport.Totals readTotals(JsonObject t) throws IOException {
    return new RunReport.Totals(
        t.number("threads"),
        t.number("threads_at_once"),
        t.number("reaped"),
        t.number("cpu_time_ns"),
        t.number("run_queue_wait_ns"),
        t.number("sleep_ns"),
        t.number("sleeps"),
        t.number("lock_wait_ns"),
        t.number("join_wait_ns"),
        t.number("stopped_ns"),
        t.number("busy_ns"),
        t.number("idle_ns"),
        t.number("interrupt_ns"),
        t.number("switching_ns"),
        t.number("switches"),
        t.number("voluntary_switches"),
        t.number("involuntary_switches"),
        t.number("migrations"),
        t.number("lock_contentions"),
        t.number("system_calls"),
        t.number("interrupts"),
        t.number("ipis"),
        readLatency(t.object("wakeup_latency")));
  }

  private static RunReport.Thread readThread(JsonObject t) throws IOException {
    return new RunReport.Thread(
        t.integer("id"),
        t.text("name"),
        t.text("process"),
        t.flag("kernel"),
        t.number("cpu_time_ns"),
        t.number("run_queue_wait_ns"),
        t.number("sleep_ns"),
        t.number("sleeps"),
        t.number("lock_wait_ns"),
        t.number("join_wait_ns"),
        t.number("stopped_ns"),
        t.number("swap_ns"),
        t.number("interrupted_ns"),
        t.number("dispatches"),
        t.number("voluntary_switches"),
        t.number("involuntary_switches"),
        t.number("migrations"),
        t.number("lock_contentions"),
        t.number("system_calls"),
        readLatency(t.object("wakeup_latency")));
  }

  private static RunReport.Cpu readCpu(JsonObject c) throws IOException {
    return new RunReport.Cpu(
        c.integer("cpu"),
        c.number("busy_ns"),
        c.number("idle_ns"),
        c.number("interrupt_ns"),
        c.number("switching_ns"),
        c.number("switches"),
        c.number("interrupts"),
        c.number("ipis_sent"),
        c.number("halts"));
  }

  private static Latency readLatency(JsonObject l) throws IOException {
    return new Latency(
        l.number("count"),
        l.number("mean_ns"),
        l.number("p50_ns"),
        l.number("p90_ns"),
        l.number("p99_ns"),
        l.number("max_ns"));
  }
}
