package dev.dramatis.hw.arm;

import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.testkit.HardwareContract;
import java.util.List;

class ArmContractTest extends HardwareContract {
  @Override
  protected List<HardwareModel> models() {
    try {
      ArmFamily family = new ArmFamily();
      return Machines.load(family).values().stream().map(family::create).toList();
    } catch (MachineException e) {
      throw new AssertionError(e);
    }
  }
}
