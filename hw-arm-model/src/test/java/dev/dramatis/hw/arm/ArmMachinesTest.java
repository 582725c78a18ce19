package dev.dramatis.hw.arm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.machines.Machines;
import dev.dramatis.spi.hardware.MachineDescription;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmMachinesTest {
  private final ArmFamily family = new ArmFamily();

  @Test
  void shouldLoadEveryMachineOfTheBundle() throws Exception {
    Map<String, MachineDescription> machines = Machines.load(family);
    assertThat(machines).isNotEmpty();
    for (MachineDescription machine : machines.values()) {
      assertThat(family.create(machine).id()).isEqualTo(machine.id());
    }
  }
}
