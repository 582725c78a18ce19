package dev.dramatis.console;

import dev.dramatis.machines.Imports;
import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.TransferTimes;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Relation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A description of the machine that the program runs on: topology from hwloc where it is installed,
 * else from sysfs; what can be measured is. Of the machine's identity only the model of its
 * processor goes into the file.
 */
final class HostProbe {
  private static final Path SYSFS = Path.of("/sys/devices/system");
  private static final int PAIRS_PER_RELATION = 4;
  private static final List<String> LSTOPO = List.of("lstopo-no-graphics", "lstopo");

  private final String id;
  private final boolean arm;
  private final List<String> notes = new ArrayList<>();

  HostProbe(String id) throws UserException {
    this.id = id;
    String arch = System.getProperty("os.arch", "");
    arm = arch.equals("aarch64");
    if (!System.getProperty("os.name", "").equals("Linux")
        || (!arm && !arch.equals("amd64") && !arch.equals("x86_64"))) {
      throw UserException.badInput(
          "hardware probe works on Linux on x86-64 and aarch64; elsewhere import what 'lstopo --of"
              + " xml' writes");
    }
  }

  /** Remarks for the user. */
  List<String> notes() {
    return notes;
  }

  /** Topology, capacities and idle states; nothing measured. */
  String describe() throws MachineException {
    String plain = Imports.sysfs(id, model(), arm, SYSFS);
    byte[] xml = lstopo();
    if (xml == null) {
      notes.add("topology from sysfs; with hwloc installed, lstopo is asked");
      return plain;
    }
    notes.add("topology from hwloc, idle states from sysfs");
    String text = Imports.hwloc(id, "output of lstopo", xml);
    return Imports.withSection(text, "idle_states", Imports.section(plain, "idle_states"));
  }

  private static byte @Nullable [] lstopo() {
    for (String program : LSTOPO) {
      try {
        Process process =
            new ProcessBuilder(program, "--of", "xml", "--no-io", "-")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] xml = process.getInputStream().readAllBytes();
        if (process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return xml;
        }
      } catch (IOException e) {
        // not installed; try the next name
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private static String model() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
        if (line.startsWith("model name") || line.startsWith("Model")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // nothing but a title
    }
    return "the machine that was probed";
  }

  /** Puts measurements into a description. */
  String measured(String text, MachineDescription machine) {
    HostMeasures measures = new HostMeasures();
    TransferTimes transfers = transfers(machine, measures);
    String result = transfers.putInto(text, "probe");
    if (transfers.relations() > 0) {
      notes.add(
          "measured: cache-line transfers between " + transfers.relations() + " kinds of pairs");
    }
    String atomic =
        String.format(Locale.ROOT, "{v: %.1f, src: probe, conf: A}", measures.atomicNanos());
    String costs =
        String.format(
            Locale.ROOT,
            "costs:%n  clock_read_ns: {v: %.1f, src: probe, conf: A}%n"
                + "  atomic_rmw_uncontended_ns: %s%n",
            measures.clockReadNanos(),
            arm ? "{lse: " + atomic + ", llsc: " + atomic + "}" : atomic);
    result = Imports.withSection(result, "costs", costs);
    notes.add(
        "measured: reading the clock, an atomic addition; the clock steps by "
            + measures.clockStepNanos()
            + " ns");
    notes.add(
        "not measured: kernel entry, switch and interrupt costs need privileges; they come from the"
            + " profile that the file extends");
    return Imports.withSection(
        result,
        "sources",
        "sources:\n  probe: {what: measured by dramatis hardware probe, where: this machine}\n");
  }

  /** A few pairs of each relation, as they come. */
  private static TransferTimes transfers(MachineDescription machine, HostMeasures measures) {
    TransferTimes all = new TransferTimes();
    int cpus = machine.topology().cpuCount();
    for (int from = 0; from < cpus; from++) {
      for (int to = from + 1; to < cpus; to++) {
        Relation relation = machine.topology().relation(from, to);
        double nanos =
            all.count(relation) < PAIRS_PER_RELATION ? measures.transferNanos(from, to) : 0;
        if (nanos > 0) {
          all.add(relation, nanos);
        }
      }
    }
    return all;
  }
}
