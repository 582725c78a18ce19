package dev.dramatis.hw.x86;

import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.testkit.HardwareContract;
import java.util.List;

class X86ContractTest extends HardwareContract {
  @Override
  protected List<HardwareModel> models() {
    try {
      X86Family family = new X86Family();
      return Machines.load(family).values().stream().map(family::create).toList();
    } catch (MachineException e) {
      throw new AssertionError(e);
    }
  }
}
