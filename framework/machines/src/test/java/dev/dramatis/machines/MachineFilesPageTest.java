package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page about machine files explains every key that the reader knows. */
class MachineFilesPageTest {
  private static final Path PAGE = Path.of("../../dist/docs/machine-files.md");

  /** Something that no section knows; the error lists what it does know. */
  private static String knownKeys(String lines) {
    String text = "schema: dramatis.machine/1\nid: x\nextends: toy\n" + lines + "\n";
    Throwable error =
        catchThrowable(() ->
            Machines.parse(
                "x.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(new TestFamily())));
    String message = String.valueOf(Objects.requireNonNull(error).getMessage());
    int list = message.indexOf("known are ");
    assertThat(list).as("%s: %s", lines, message).isPositive();
    return message.substring(list + "known are ".length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zzz: 1",
        "topology: {synthetic: 'core:1 pu:1', zzz: 1}",
        "topology: {objects: [{class: T, cores: 1, zzz: 1}]}",
        "topology: {objects: [{class: T, cores: 1, l2: {per_cores: 1, zzz: 1}}]}",
        "topology: {cpus: [{core: 0, class: T, zzz: 1}]}",
        "topology: {synthetic: 'core:1 pu:1', numa: {zzz: 1}}",
        "core_classes: [{id: T, capacity: 1024, freq_mhz: {max: 1}, zzz: 1}]",
        "core_classes: [{id: T, capacity: 1024, freq_mhz: {max: 1, zzz: 1}}]",
        "caches: [{level: L2, zzz: 1}]",
        "memory_ns: {zzz: 1}",
        "transfer_ns: {zzz: 1}",
        "refill: {zzz: 1}",
        "costs: {zzz: 1}",
        "mitigations: {zzz: 1}",
        "interrupts: {zzz: 1}",
        "spin_wait: {zzz: 1}",
        "idle_states: [{id: a, exit_us: 1, min_residency_us: 1, zzz: 1}]",
        "tlb_shootdown: {zzz: 1}",
        "timer: {zzz: 1}",
        "atomics: {zzz: 1}",
        "dvfs: {zzz: 1}",
        "virtualisation: {zzz: 1}",
        "sources: {a: {what: a, where: b, zzz: 1}}"
      })
  void shouldExplainEveryKey(String lines) throws IOException {
    String page = Files.readString(PAGE);
    for (String key : knownKeys(lines).split(", ")) {
      assertThat(page).as("key %s of %s", key, lines).containsPattern("\\b" + key + "\\b");
    }
  }

  @Test
  void shouldListEveryCost() throws IOException {
    assertThat(Files.readString(PAGE)).contains(Keys.COSTS);
  }
}
