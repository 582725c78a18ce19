package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Process ids go up, come round, and are kept apart from those of groups. */
class PidMapTest {
  @Test
  void shouldGiveTheNextFreeIdAndNotGoBack() {
    PidMap pids = new PidMap(700);
    assertThat(pids.find()).isEqualTo(701);
    assertThat(pids.find()).isEqualTo(702);
    pids.free(701);
    assertThat(pids.find()).isEqualTo(703);
    assertThat(pids.taken(701)).isFalse();
  }

  @Test
  void shouldComeRoundAboveTheIdsOfTheSystem() {
    PidMap pids = new PidMap(PidMap.PID_MAX - 2);
    assertThat(pids.find()).isEqualTo(PidMap.PID_MAX - 1);
    assertThat(pids.find()).isEqualTo(100);
    assertThat(pids.find()).isEqualTo(101);
  }

  @Test
  void shouldSkipIdsOfGroupsAndSubtrees() {
    PidMap pids = new PidMap(700);
    pids.group(701, true);
    pids.subtree(702, true);
    assertThat(pids.find()).isEqualTo(703);
    pids.group(701, false);
    pids.subtree(702, false);
    assertThat(new PidMap(700).find()).isEqualTo(701);
  }

  @Test
  void shouldNeverGiveAnIdThatAThreadCouldHave() {
    PidMap pids = new PidMap(PidMap.PID_MAX - 10);
    for (int i = 0; i < 100; i++) {
      assertThat(pids.find()).isLessThan(TidBitmap.NO_PID);
    }
  }
}
