package dev.dramatis.testkit;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.machine.Machine;
import java.util.function.Consumer;

/** The engine keeps the contract of machines. */
class VirtualMachineContractTest extends MachineContract {
  @Override
  protected void run(int cpus, Consumer<Machine> boot) {
    try (VirtualMachine machine = VirtualMachine.on(UniformHardware.typical(cpus)).build()) {
      boot.accept(machine);
      machine.run(Long.MAX_VALUE);
    }
  }
}
