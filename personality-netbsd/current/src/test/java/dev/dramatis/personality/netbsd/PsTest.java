package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.NativeTable;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PsTest {
  private static final long MS = 1_000_000;

  private static NativeTable at(long time) {
    List<NativeTable> tables = new ArrayList<>();
    Runs.completed(
        Simulation.run(
            Runs.config(
                    2,
                    w ->
                        w.launch(
                            w.newProcess("make"),
                            ThreadSpec.named("main"),
                            user -> {
                              UserThread sleeper =
                                  user.create(
                                      ThreadSpec.named("sleeper"), u -> u.sleep(25_000 * MS));
                              UserThread held =
                                  user.create(ThreadSpec.named("held"), u -> u.compute(300 * MS));
                              user.create(ThreadSpec.named("gone"), u -> u.compute(MS));
                              user.create(
                                  ThreadSpec.named("free").asDetached(),
                                  u -> u.compute(26_000 * MS));
                              user.sleep(30 * MS);
                              user.suspend(held);
                              user.sleep(22_000 * MS);
                              user.resume(held);
                              user.join(held);
                              user.join(sleeper);
                            }))
                .withObservations(List.of(new Observation(time, k -> tables.addAll(k.tables()))))));
    return tables.get(0);
  }

  /** Rows by name of the LWP: heading to cell. */
  private static Map<String, Map<String, String>> byName(NativeTable table) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (List<String> row : table.rows()) {
      Map<String, String> cells = new TreeMap<>();
      for (int i = 0; i < row.size(); i++) {
        cells.put(table.columns().get(i), row.get(i));
      }
      String name = cells.getOrDefault("LNAME", "");
      rows.put(name.isEmpty() ? "?" : name, cells);
    }
    return rows;
  }

  @Test
  void shouldHaveALineForEachLwp() {
    NativeTable table = at(100 * MS);
    assertThat(table.command()).startsWith("ps -axs -o pid,ppid,lid,nlwp,lstate,wchan,pri");
    assertThat(table.columns()).contains("PID", "LID", "STAT", "WCHAN", "PRI", "CPUID", "LTIME");
    assertThat(table.rows()).allSatisfy(row -> assertThat(row).hasSameSizeAs(table.columns()));
    List<String> lids = table.rows().stream().map(r -> r.get(0) + "." + r.get(2)).toList();
    assertThat(lids).doesNotHaveDuplicates();
  }

  @Test
  void shouldGiveTheLettersOfTheStates() {
    Map<String, Map<String, String>> rows = byName(at(100 * MS));
    assertThat(rows.get("main").get("STAT")).isEqualTo("S");
    assertThat(rows.get("sleeper").get("STAT")).isEqualTo("S");
    assertThat(rows.get("held").get("STAT")).isEqualTo("U");
    assertThat(rows.get("free").get("STAT")).isEqualTo("O-");
    assertThat(rows.get("(zombie)").get("STAT")).isEqualTo("Z");
    assertThat(rows.get("idle/0").get("STAT")).endsWith("K");
  }

  @Test
  void shouldCallLongSleepsIdle() {
    assertThat(byName(at(21_000 * MS)).get("sleeper").get("STAT")).isEqualTo("I");
  }

  @Test
  void shouldSayWhatIsWaitedForAndHowMuchTimeWasUsed() {
    Map<String, Map<String, String>> rows = byName(at(2_100 * MS));
    assertThat(rows.get("sleeper").get("WCHAN")).isEqualTo("nanoslp");
    assertThat(rows.get("free").get("WCHAN")).isEqualTo("-");
    // It ran until it was suspended: 30 ms, rounded up to ticks, and one more.
    assertThat(rows.get("held").get("LTIME")).isEqualTo("0:00.04");
    assertThat(rows.get("main").get("COMMAND")).isEqualTo("make");
    assertThat(rows.get("main").get("NLWP")).isEqualTo("5");
    assertThat(
            rows.values().stream()
                .filter(r -> r.get("COMMAND").equals("make"))
                .map(r -> r.get("PPID"))
                .collect(Collectors.toSet()))
        .containsExactly("1");
  }
}
