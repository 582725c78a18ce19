package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Relation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** A matrix of transfer times says who is near whom. */
class MatrixImportTest {
  private static byte[] matrix(int cpus, IntBinaryOperator nanos) {
    StringBuilder csv = new StringBuilder();
    for (int row = 0; row < cpus; row++) {
      for (int column = 0; column < cpus; column++) {
        String cell =
            column < row
                ? String.format(Locale.ROOT, "%d.%d", nanos.applyAsInt(row, column), row)
                : "";
        csv.append(cell).append(column + 1 < cpus ? "," : "\n");
      }
    }
    return csv.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static MachineDescription machine(byte[] csv) throws MachineException {
    String places = Imports.matrix("m", "m.csv", csv, false);
    MachineDescription guessed = parse(places);
    return parse(Imports.withMatrix(places, guessed, "m.csv", csv));
  }

  private static MachineDescription parse(String text) throws MachineException {
    return Machines.parse(
        "m.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(new TestFamily()));
  }

  /** Sixteen CPUs: n and n + 8 are threads of a core; 0 to 3 and 4 to 7 have a cache each. */
  private static int nested(int a, int b) {
    int coreA = a % 8;
    int coreB = b % 8;
    return coreA == coreB ? 7 : coreA / 4 == coreB / 4 ? 17 : 85;
  }

  @Test
  void shouldTellThreadsFromCachesFromTheRest() throws MachineException {
    MachineDescription machine = machine(matrix(16, MatrixImportTest::nested));
    assertThat(machine.topology().relation(0, 8)).isEqualTo(Relation.SMT);
    assertThat(machine.topology().relation(0, 3)).isEqualTo(Relation.SAME_LLC);
    assertThat(machine.topology().relation(3, 11)).isEqualTo(Relation.SMT);
    assertThat(machine.topology().relation(0, 4)).isGreaterThan(Relation.SAME_LLC);
  }

  @Test
  void shouldTakeAFourthLevelForPackages() throws MachineException {
    byte[] csv = matrix(32, (a, b) -> a / 16 == b / 16 ? nested(a % 16, b % 16) : 300);
    MachineDescription machine = machine(csv);
    assertThat(machine.topology().relation(0, 16)).isEqualTo(Relation.CROSS_PACKAGE);
    assertThat(machine.topology().relation(0, 4)).isLessThan(Relation.CROSS_PACKAGE);
  }

  @Test
  void shouldPutTheTimesOfEachRelationIntoTheDescription() throws MachineException {
    byte[] csv = matrix(16, MatrixImportTest::nested);
    String places = Imports.matrix("m", "m.csv", csv, false);
    String text = Imports.withMatrix(places, parse(places), "m.csv", csv);
    assertThat(text).contains("smt: {v: 7.").contains("same_l3: {v: 17.");
    assertThat(text).doesNotContain("orders of magnitude");
  }

  @Test
  void shouldTakeAMeshForOneCache() throws MachineException {
    MachineDescription machine = machine(matrix(8, (a, b) -> 40 + (a * 7 + b * 3) % 10));
    assertThat(machine.topology().relation(0, 7)).isEqualTo(Relation.SAME_LLC);
  }

  @Test
  void shouldRefuseTimesWithoutStructure() {
    byte[] csv = matrix(12, (a, b) -> 20 + a * 11 * (b + 3) % 71);
    assertThatThrownBy(() -> Imports.matrix("m", "m.csv", csv, false))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("form no groups")
        .hasMessageContaining("keeps threads on their CPUs");
  }

  @Test
  void shouldRefuseAMatrixOfAnotherMachine() throws MachineException {
    byte[] csv = matrix(16, MatrixImportTest::nested);
    String places = Imports.matrix("m", "m.csv", csv, false);
    MachineDescription machine = parse(places);
    assertThatThrownBy(
            () -> Imports.withMatrix(places, machine, "o.csv", matrix(8, MatrixImportTest::nested)))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("o.csv")
        .hasMessageContaining("8 rows for 16 CPUs");
  }
}
