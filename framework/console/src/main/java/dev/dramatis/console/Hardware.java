package dev.dramatis.console;

import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The machines of all hardware bundles, held by leases while this is open. */
final class Hardware implements AutoCloseable {
  /** A machine and where it comes from. */
  record Machine(MachineDescription description, PluginInfo source) {}

  private final List<Lease<HardwareFamily>> leases = new ArrayList<>();
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private boolean loaded;

  private Hardware() {}

  static Hardware open(Plugins plugins, String holder) throws PluginException {
    Hardware hardware = new Hardware();
    boolean complete = false;
    try {
      for (PluginInfo info : plugins.list(PluginKind.HARDWARE)) {
        Lease<HardwareFamily> lease = plugins.lease(PluginKind.HARDWARE, info.id(), holder);
        hardware.leases.add(lease);
      }
      complete = true;
      return hardware;
    } finally {
      if (!complete) {
        hardware.close();
      }
    }
  }

  private void loadAll() {
    if (!loaded) {
      loaded = true;
      leases.forEach(this::load);
    }
  }

  private void load(Lease<HardwareFamily> lease) {
    try {
      for (MachineDescription machine : Machines.load(lease.get()).values()) {
        Machine known = machines.putIfAbsent(machine.id(), new Machine(machine, lease.info()));
        if (known != null) {
          problems.add(
              "machine '"
                  + machine.id()
                  + "' is described by "
                  + known.source().bundle()
                  + " and "
                  + lease.info().bundle()
                  + "; the former is used");
        }
      }
    } catch (MachineException e) {
      problems.add(lease.info().bundle() + ": " + e.getMessage());
    }
  }

  Map<String, Machine> machines() {
    loadAll();
    return machines;
  }

  /** Descriptions that cannot be used, and ids that are taken twice. */
  List<String> problems() {
    loadAll();
    return problems;
  }

  /** A machine by id, or described by a file of the user's. */
  MachineDescription description(String idOrFile) throws UserException, MachineException {
    MachineDescription direct = bundled(idOrFile);
    if (direct != null) {
      return direct;
    }
    Machine machine = looksLikeFile(idOrFile) ? null : machines().get(idOrFile);
    if (machine != null) {
      return machine.description();
    }
    if (looksLikeFile(idOrFile)) {
      return Machines.load(Path.of(idOrFile), families());
    }
    String known =
        machines.isEmpty()
            ? "there are none at all: "
                + (problems.isEmpty() ? "no hardware bundle is active" : problems.getFirst())
            : "there are: " + String.join(", ", new TreeSet<>(machines.keySet()));
    throw UserException.badInput(
        "no hardware '"
            + idOrFile
            + "'; "
            + known
            + "; or name a machine file (.yaml, or what lstopo --of xml wrote)");
  }

  /** A machine whose file has its name: the usual case, in which the others need not be read. */
  private @Nullable MachineDescription bundled(String id) throws MachineException {
    for (Lease<HardwareFamily> lease : leases) {
      MachineDescription machine = Machines.load(lease.get(), id);
      if (machine != null) {
        return machine;
      }
    }
    return null;
  }

  private static boolean looksLikeFile(String text) {
    try {
      return text.endsWith(".yaml")
          || text.endsWith(".yml")
          || text.endsWith(".xml")
          || text.endsWith(".dtb")
          || text.indexOf('/') >= 0
          || Files.isRegularFile(Path.of(text));
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  /** A machine from a text that is in no file yet. */
  MachineDescription parse(String name, String text) throws MachineException {
    return Machines.parse(name, text.getBytes(StandardCharsets.UTF_8), families());
  }

  HardwareModel model(MachineDescription description) throws MachineException {
    return Machines.model(description, families());
  }

  private List<HardwareFamily> families() {
    return leases.stream().map(Lease::get).toList();
  }

  @Override
  public void close() {
    leases.forEach(Lease::close);
    machines.clear();
  }
}
