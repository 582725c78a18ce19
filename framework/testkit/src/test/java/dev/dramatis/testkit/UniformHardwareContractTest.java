package dev.dramatis.testkit;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.spi.hardware.HardwareModel;
import java.util.List;

/** The hardware of tests keeps the contract of hardware. */
class UniformHardwareContractTest extends HardwareContract {
  @Override
  protected List<HardwareModel> models() {
    return List.of(UniformHardware.typical(1), UniformHardware.typical(8));
  }
}
