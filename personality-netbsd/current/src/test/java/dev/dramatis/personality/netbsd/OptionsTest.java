package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @ParameterizedTest
  @CsvSource({
    "uid,root",
    "uid,-1",
    "rlimit-nthr,many",
    "maxproc,-2",
    "physmem-mib,0",
    "physmem-mib,16G",
    "pid-table-limit,1",
    "kpreempt-pri,2000",
    "repair-wait-core,yes",
    "mutate,nonsense"
  })
  void shouldRefuseWhatCannotBeMeant(String name, String value) {
    assertThatThrownBy(() -> new Bench(true, Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("personality." + name + "=" + value + ": ");
  }

  @Test
  void shouldTakeWhatIsMeant() {
    Kern kern = new Bench(true, Map.of("physmem-mib", " 8192 ", "repair-wait-core", "true")).kern;
    assertThat(kern.init.maxlwp()).isEqualTo(8192);
    assertThat(kern.repairs.waitCore).isTrue();
    assertThat(kern.repairs.userretLoop).isFalse();
  }
}
