package dev.dramatis.console;

import dev.dramatis.lab.MachineUse;
import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.ComparisonTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A report for people. */
final class RunSummary {
  private static final int MOST_ROWS = 40;

  private RunSummary() {}

  static void print(RunReport report, PrintWriter out) {
    RunReport.Inputs in = report.inputs();
    out.println(
        in.workload()
            + " on "
            + in.personality()
            + ", scheduler "
            + in.scheduler()
            + ", "
            + in.hardware()
            + ", seed "
            + in.seed());
    String ending =
        switch (report.ending()) {
          case "COMPLETED" -> "all threads ended at ";
          case "TIME_LIMIT" -> "time limit reached at ";
          default -> "failed at ";
        };
    out.println(
        ending + Units.time(report.endNanos()) + ", " + Units.count(report.events()) + " events");
    for (RunReport.Swapped s : report.swaps()) {
      if (s.completedNanos() >= 0 && s.what().startsWith("cpu ")) {
        out.println(s.what() + " at " + Units.time(s.requestedNanos()));
      } else if (s.completedNanos() >= 0) {
        out.println(
            "swapped: "
                + s.what()
                + ", asked for at "
                + Units.time(s.requestedNanos())
                + ", complete after "
                + Units.time(s.completedNanos() - s.requestedNanos())
                + ", "
                + s.carried()
                + " threads carried over");
      }
    }
    out.println();
    threads(report, out);
    cpus(report, out);
    marks(report, out);
    RunReport.Totals t = report.totals();
    out.println(
        Units.count(t.switches())
            + " context switches ("
            + Units.count(t.voluntarySwitches())
            + " voluntary, "
            + Units.count(t.involuntarySwitches())
            + " preempted), "
            + Units.count(t.migrations())
            + " migrations, "
            + Units.count(t.interrupts())
            + " interrupts, "
            + Units.count(t.ipis())
            + " IPIs, idle "
            + Units.percent(t.idlePercent()));
    machine(report, out);
    if (!report.digest().isEmpty()) {
      out.println("digest " + report.digest());
    }
  }

  private static void machine(RunReport report, PrintWriter out) {
    MachineUse use = report.machine();
    if (use == null) {
      return;
    }
    for (MachineUse.Cores c : use.cores()) {
      if (c.misled()) {
        out.println(
            "CPUs "
                + Units.ranges(c.cpus())
                + ": the scheduler was told a capacity of "
                + c.declaredCapacity()
                + ", the work ran at "
                + c.experiencedCapacity()
                + " of 1024: "
                + Units.time(c.doneWorkNanos())
                + " of work instead of "
                + Units.time(c.expectedWorkNanos())
                + " ("
                + (c.surprisePercent() > 0 ? "+" : "")
                + c.surprisePercent()
                + " %)");
      }
    }
    if (!use.cpuEnergyMicrojoules().isEmpty()) {
      out.println(
          "energy of the busy CPUs about "
              + Units.count(use.energyMicrojoules())
              + " uJ (dynamic power only)");
    }
  }

  private static void threads(RunReport report, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "thread",
            "process",
            "cpu",
            "queue wait",
            "sleep",
            "lock wait",
            "wake p50",
            "wake p99",
            "volunt.",
            "preempt.",
            "migr."));
    for (RunReport.Thread t : report.threads()) {
      if (rows.size() > MOST_ROWS) {
        break;
      }
      rows.add(
          List.of(
              t.name(),
              t.process(),
              Units.time(t.cpuTimeNanos()),
              Units.time(t.runQueueWaitNanos()),
              Units.time(t.sleepNanos()),
              Units.time(t.lockWaitNanos()),
              t.wakeupLatency().count() == 0 ? "-" : Units.time(t.wakeupLatency().p50Nanos()),
              t.wakeupLatency().count() == 0 ? "-" : Units.time(t.wakeupLatency().p99Nanos()),
              Units.count(t.voluntarySwitches()),
              Units.count(t.involuntarySwitches()),
              Units.count(t.migrations())));
    }
    out.print(ComparisonTable.aligned(rows, 2));
    more(report.threads().size(), "threads", out);
    out.println();
  }

  private static void cpus(RunReport report, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("cpu", "busy", "idle", "interrupts", "switching", "switches", "IPIs sent"));
    for (RunReport.Cpu c : report.cpus()) {
      if (rows.size() > MOST_ROWS) {
        break;
      }
      rows.add(
          List.of(
              Integer.toString(c.cpu()),
              share(c.busyNanos(), report),
              share(c.idleNanos(), report),
              share(c.interruptNanos(), report),
              share(c.switchingNanos(), report),
              Units.count(c.switches()),
              Units.count(c.ipisSent())));
    }
    out.print(ComparisonTable.aligned(rows, 1));
    more(report.cpus().size(), "CPUs", out);
    out.println();
  }

  private static void marks(RunReport report, PrintWriter out) {
    if (report.marks().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("measured", "count", "mean", "p50", "p90", "p99", "max"));
    for (RunReport.Mark m : report.marks()) {
      RunReport.Latency v = m.values();
      rows.add(
          List.of(
              m.name(),
              Units.count(v.count()),
              Units.time(v.meanNanos()),
              Units.time(v.p50Nanos()),
              Units.time(v.p90Nanos()),
              Units.time(v.p99Nanos()),
              Units.time(v.maxNanos())));
    }
    out.print(ComparisonTable.aligned(rows, 1));
    out.println();
  }

  private static void more(int all, String what, PrintWriter out) {
    if (all > MOST_ROWS) {
      out.println("... and " + (all - MOST_ROWS) + " more " + what + "; --json has all");
    }
  }

  private static String share(long nanos, RunReport report) {
    return report.endNanos() == 0 ? "-" : Units.percent(100.0 * nanos / report.endNanos());
  }
}
