package dev.dramatis.machines;

import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The machines of hardware bundles and of users' own files. Stateless; safe for any number of
 * threads.
 */
public final class Machines {
  /**
   * Files whose names begin so hold what several machines have in common and are none themselves.
   */
  private static final String PROFILE = "_";

  private Machines() {}

  /**
   * All machines of a family by id, in the order in which the family names them; profiles excluded.
   *
   * @throws MachineException if one of them cannot be used
   */
  public static Map<String, MachineDescription> load(HardwareFamily family)
      throws MachineException {
    Map<String, MachineDescription> machines = new LinkedHashMap<>();
    for (String name : family.descriptions()) {
      if (!name.startsWith(PROFILE)) {
        MachineDescription machine = loadBundled(family, name);
        if (machines.putIfAbsent(machine.id(), machine) != null) {
          throw new MachineException(
              name, "id " + machine.id() + " is used by another machine of the family; rename one");
        }
      }
    }
    return machines;
  }

  /**
   * One machine of a family, without a look at the others; null if no file of the family is named
   * after it.
   *
   * @throws MachineException if it cannot be used
   */
  public static @Nullable MachineDescription load(HardwareFamily family, String id)
      throws MachineException {
    String name = id + ".yaml";
    if (id.startsWith(PROFILE) || !family.descriptions().contains(name)) {
      return null;
    }
    MachineDescription machine = loadBundled(family, name);
    return machine.id().equals(id) ? machine : null;
  }

  private static MachineDescription loadBundled(HardwareFamily family, String name)
      throws MachineException {
    try (InputStream in = family.open(name)) {
      return parse(
          name, in.readNBytes(YamlReader.MAX_BYTES + 1), new Library(null, List.of(family)));
    } catch (IOException e) {
      throw new MachineException(name, "cannot be read from its bundle: " + e.getMessage());
    }
  }

  /**
   * A machine that a user describes, or that another program did: XML of hwloc and device trees are
   * imported on the way. What the file extends and refers to is looked for beside it, then in the
   * families.
   *
   * @throws MachineException if it cannot be used; the message has file, line, column and the mend
   */
  public static MachineDescription load(Path file, Collection<? extends HardwareFamily> families)
      throws MachineException {
    String name = file.toString();
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(Imports.MAX_BYTES + 1);
      return Imports.isForeign(name, content)
          ? parse(
              name,
              Imports.any(Imports.idFor(name), name, content).getBytes(StandardCharsets.UTF_8),
              new Library(null, families))
          : parse(name, content, new Library(folder, families));
    } catch (NoSuchFileException e) {
      throw new MachineException(name, "there is no such file");
    } catch (IOException e) {
      throw new MachineException(name, "cannot be read: " + e.getMessage());
    }
  }

  /**
   * A machine from a text that is in no file; what it refers to is looked for in the families only.
   */
  public static MachineDescription parse(
      String name, byte[] text, Collection<? extends HardwareFamily> families)
      throws MachineException {
    return parse(name, text, new Library(null, families));
  }

  private static MachineDescription parse(String name, byte[] text, Library library)
      throws MachineException {
    return new MachineReader(library, new Inheritance(library).resolve(name, text)).read();
  }

  /**
   * The model of a machine, from the family of its architecture.
   *
   * @throws MachineException if no family understands it, or the one that does finds something
   *     missing
   */
  public static HardwareModel model(
      MachineDescription machine, Collection<? extends HardwareFamily> families)
      throws MachineException {
    for (HardwareFamily family : families) {
      if (family.isa().equals(machine.isa())) {
        try {
          return family.create(machine);
        } catch (IllegalArgumentException e) {
          throw new MachineException(machine.id(), String.valueOf(e.getMessage()));
        }
      }
    }
    throw new MachineException(
        machine.id(),
        "no hardware bundle understands isa "
            + machine.isa()
            + "; there are "
            + families.stream().map(HardwareFamily::isa).toList());
  }

  /**
   * The machine in words: its topology as a picture, its prices with their grades. Several lines.
   */
  public static String describe(MachineDescription machine) {
    return MachineText.of(machine);
  }
}
