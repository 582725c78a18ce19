package dev.dramatis.machines;

import dev.dramatis.spi.hardware.MachineDescription;

/** A machine for people. */
final class MachineText {
  private MachineText() {}

  static String of(MachineDescription machine) {
    return machine.id() + ": " + machine.title() + "\n";
  }
}
