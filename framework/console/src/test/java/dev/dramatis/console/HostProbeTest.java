package dev.dramatis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** The machine that the tests run on, whatever it is. */
class HostProbeTest {
  @Test
  void shouldDescribeThisMachineOrSayWhereThatWorks() throws Exception {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      assertThatThrownBy(() -> new HostProbe("mine")).hasMessageContaining("Linux");
      return;
    }
    HostProbe probe = new HostProbe("mine");
    String text = probe.describe();
    assertThat(text)
        .startsWith("schema: dramatis.machine/1\nid: mine\ntitle: ")
        .contains("topology:\n", "core_classes:\n", "transfer_ns:", "idle_states:")
        .doesNotContain(InetAddress.getLocalHost().getHostName() + "\n");
    assertThat(probe.notes()).isNotEmpty();
  }
}
