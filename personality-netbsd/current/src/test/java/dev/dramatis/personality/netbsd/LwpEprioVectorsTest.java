package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LwpEprioVectorsTest {
  @Test
  void shouldBoostTimeSharersIntoTheKernelBand() {
    VectorTable vectors = VectorTable.load("lwp_eprio", "l_priority,l_boostpri,l_auxprio,eprio");
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      assertThat(Pri.effective(row.get("l_priority"), row.get("l_boostpri"), row.get("l_auxprio")))
          .as(row::toString)
          .isEqualTo(row.get("eprio"));
    }
  }
}
