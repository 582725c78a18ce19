package dev.dramatis.hw.arm;

import dev.dramatis.spi.hardware.DescribedFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;

/** The 64-bit Arm machines of this bundle, and any other that a user describes. */
public final class ArmFamily extends DescribedFamily {
  /**
   * Architecture of the descriptions, and the value of the service property {@code dramatis.isa}.
   */
  static final String ISA = "aarch64";

  /** Reads the names of the bundle's machines. */
  public ArmFamily() {
    super(ISA);
  }

  @Override
  public HardwareModel create(MachineDescription description) {
    return new ArmModel(description);
  }
}
