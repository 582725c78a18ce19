package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is imported, the answer is a description that loads or one clear message. */
class ImportGarbageTest {
  @Property(tries = 2000)
  void shouldSurviveDamagedDeviceTrees(@ForAll long seed) throws Exception {
    survive(damaged(ImportsTest.resource("mini-biglittle.dtb"), seed));
  }

  @Property(tries = 300)
  void shouldSurviveDamagedTopologies(@ForAll long seed) throws Exception {
    survive(damaged(ImportsTest.resource("hwloc/fakecpukinds.xml"), seed));
  }

  private static byte[] damaged(byte[] bytes, long seed) {
    Random random = new Random(seed);
    byte[] copy =
        Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
    for (int i = random.nextInt(6); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private static void survive(byte[] bytes) {
    try {
      ImportsTest.load(Imports.any("x", "x.bin", bytes));
    } catch (MachineException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
