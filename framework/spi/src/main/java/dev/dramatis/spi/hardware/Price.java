package dev.dramatis.spi.hardware;

import org.jspecify.annotations.Nullable;

/**
 * What things cost on the cores of one class: the figures of a description turned into whole
 * picoseconds. Floating point ends here; a model reckons with the results only.
 */
public final class Price {
  private static final double PICOS_PER_NANO = 1000;

  private final MachineDescription machine;
  private final MachineDescription.CoreClass coreClass;

  Price(MachineDescription machine, MachineDescription.CoreClass coreClass) {
    this.machine = machine;
    this.coreClass = coreClass;
  }

  /** Length of a cycle in picoseconds, at the clock at which the class runs. */
  public int picosPerCycle() {
    return Math.max(1, (int) Math.round(1e6 / coreClass.mhz()));
  }

  /** Picoseconds of a figure in cycles; the path ends in {@code _cycles}. */
  public long cycles(String path) {
    return Math.round(need(path).value() * 1e6 / coreClass.mhz());
  }

  /** Picoseconds of a figure in nanoseconds; the path ends in {@code _ns}. */
  public long nanos(String path) {
    return Math.round(need(path).value() * PICOS_PER_NANO);
  }

  /** Picoseconds of a figure that may be given either way, {@code _ns} first. */
  public long either(String stem) {
    return find(stem + "_ns") != null ? nanos(stem + "_ns") : cycles(stem + "_cycles");
  }

  /** Picoseconds of a figure in cycles that may be missing: then 0. */
  public long cyclesIfKnown(String path) {
    return has(path) ? cycles(path) : 0;
  }

  /** Whether the figure is given, for the class or for the machine. */
  public boolean has(String path) {
    return find(path) != null;
  }

  private @Nullable Figure find(String path) {
    Figure own = coreClass.figures().get(path);
    return own != null ? own : machine.figures().get(path);
  }

  private Figure need(String path) {
    Figure figure = find(path);
    if (figure == null) {
      throw new IllegalArgumentException(
          machine.id()
              + ": "
              + path
              + " is missing for core class "
              + coreClass.id()
              + "; give it for the machine, for the class, or in the profile that the machine"
              + " extends");
    }
    return figure;
  }
}
