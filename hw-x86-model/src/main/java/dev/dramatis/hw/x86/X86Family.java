package dev.dramatis.hw.x86;

import dev.dramatis.spi.hardware.DescribedFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;

/** The x86 machines of this bundle, and any other that a user describes. */
public final class X86Family extends DescribedFamily {
  /**
   * Architecture of the descriptions, and the value of the service property {@code dramatis.isa}.
   */
  static final String ISA = "x86-64";

  /** Reads the names of the bundle's machines. */
  public X86Family() {
    super(ISA);
  }

  @Override
  public HardwareModel create(MachineDescription description) {
    return new X86Model(description);
  }
}
