package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.MachineDescription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever the bytes are, the answer is a machine or one clear message. */
class GarbageTest {
  private static final TestFamily FAMILY = new TestFamily();

  /** Pieces that a description is made of, to be put where they do not belong. */
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "-",
          "\n",
          "  ",
          "'",
          "\"",
          "&a",
          "*a",
          "!!str",
          "|",
          ">",
          "%YAML 9.9",
          "---",
          "...",
          "?",
          "<<",
          "\t",
          "\\",
          "0x7f",
          "1e99",
          "-1",
          "NaN",
          ".inf",
          "~",
          "null",
          "true",
          "core:0",
          "pu:999999",
          "extends: toy",
          "extends: _base",
          "synthetic",
          "99999999999999999999",
          "\u0000",
          "\u00e9",
          "\ud83d\ude00",
          "{v: 1}",
          "#",
          "@",
          "`");

  private static void read(byte[] text) {
    try {
      MachineDescription machine = Machines.parse("own.yaml", text, List.of(FAMILY));
      assertThat(Machines.describe(machine)).isNotEmpty();
      Machines.model(machine, List.of(FAMILY));
    } catch (MachineException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(4000);
    }
  }

  @Property(tries = 500)
  void shouldSurviveBytes(@ForAll @Size(max = 200) byte[] bytes) {
    read(bytes);
  }

  @Property(tries = 500)
  void shouldSurviveText(@ForAll @StringLength(max = 200) String text) {
    read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 3000)
  void shouldSurviveMutatedMachines(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int changes) {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            random.nextBoolean() ? TestFamily.MACHINE : TestFamily.PROFILE + TestFamily.MACHINE);
    for (int i = 0; i < changes; i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(12));
      text.replace(
          from, to, random.nextInt(4) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size())));
    }
    read(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void shouldSurviveMutatedBytes(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] text = TestFamily.MACHINE.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 4; i++) {
      text[random.nextInt(text.length)] = (byte) random.nextInt(256);
    }
    read(text);
  }

  @Property(tries = 1000)
  void shouldSurviveAnyTopology(
      @ForAll @IntRange(max = 20) int a, @ForAll @IntRange(max = 20) int b, @ForAll long seed) {
    List<String> levels = List.of("package", "die", "numa", "l3", "group", "l2", "core", "pu");
    Random random = new Random(seed);
    StringBuilder synthetic = new StringBuilder("package:" + a);
    for (int i = random.nextInt(6); i > 0; i--) {
      synthetic
          .append(' ')
          .append(levels.get(random.nextInt(levels.size())))
          .append(':')
          .append(random.nextInt(4));
    }
    synthetic.append(" core:").append(b).append(" pu:").append(1 + random.nextInt(2));
    read(
        ("schema: dramatis.machine/1\nid: own\nextends: toy\ntopology: {synthetic: \""
                + synthetic
                + "\"}\n")
            .getBytes(StandardCharsets.UTF_8));
  }
}
