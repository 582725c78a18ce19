package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which kernels are in the same state, as far as their future goes. */
class StateWordsTest {
  private static final long CHANNEL = 0x1000;

  /** A process with three threads, on a machine that has run for so long. */
  private static final class Play {
    final Stage stage = new Stage();
    final Kern k = stage.k;
    final Proc p = stage.process(10, k.kthreads.initproc);
    final KThread a = stage.thread(p, 100_011);
    final KThread b = stage.thread(p, 100_012);
    final KThread c = stage.thread(p, 100_013);

    Play(long time) {
      stage.time = time;
      stage.run(a);
      stage.run(b);
      stage.run(c);
    }

    void sleep(KThread td, long deadline) {
      stage.run(
          td, () -> k.sleepqueues.sleep(td, CHANNEL, null, SleepQueues.PCATCH, "test", deadline));
    }

    List<Long> words() {
      List<Long> words = new ArrayList<>();
      StateWords.write(k, words::add);
      return words;
    }
  }

  @Test
  void shouldBeTheSameAfterTheSameHistory() {
    Play one = new Play(0);
    Play other = new Play(0);
    one.sleep(one.a, 500);
    other.sleep(other.a, 500);
    assertThat(one.words()).isEqualTo(other.words()).isNotEmpty();
  }

  @Test
  void shouldCountTimersFromNow() {
    Play one = new Play(0);
    Play other = new Play(7_000);
    one.sleep(one.a, 500);
    other.sleep(other.a, 7_500);
    assertThat(one.words()).isEqualTo(other.words());
  }

  @Test
  void shouldTellDeadlinesApart() {
    Play one = new Play(0);
    Play other = new Play(0);
    one.sleep(one.a, 500);
    other.sleep(other.a, 501);
    assertThat(one.words()).isNotEqualTo(other.words());
  }

  @Test
  void shouldNotCountStatistics() {
    Play one = new Play(0);
    List<Long> before = one.words();
    one.a.runtime += 1_000;
    one.a.nvcsw++;
    one.a.generation++;
    assertThat(one.words()).isEqualTo(before);
  }

  @Test
  void shouldTellTheOrderOfSleepersApart() {
    Play one = new Play(0);
    Play other = new Play(0);
    one.sleep(one.a, SleepQueues.FOREVER);
    one.sleep(one.b, SleepQueues.FOREVER);
    other.sleep(other.b, SleepQueues.FOREVER);
    other.sleep(other.a, SleepQueues.FOREVER);
    assertThat(one.words()).isNotEqualTo(other.words());
  }

  @Test
  void shouldTellTheOrderOfReadyThreadsApart() {
    Play one = new Play(0);
    Play other = new Play(0);
    one.stage.run(one.a);
    other.stage.run(other.b);
    assertThat(one.words()).isNotEqualTo(other.words());
  }

  @Test
  void shouldTellOwnersOfLocksApart() {
    Play one = new Play(0);
    Play other = new Play(0);
    one.p.mtx.owner = one.a;
    other.p.mtx.owner = other.b;
    assertThat(one.words()).isNotEqualTo(other.words());
  }

  @Test
  void shouldTellThreadsToldToStopFromOthers() {
    Play one = new Play(0);
    List<Long> before = one.words();
    one.b.ast |= KThread.TDA_SUSPEND;
    assertThat(one.words()).isNotEqualTo(before);
  }

  @Test
  void shouldTellProcessesThatStopFromOthers() {
    Play one = new Play(0);
    List<Long> before = one.words();
    one.p.flag |= Proc.P_STOPPED_SIG;
    assertThat(one.words()).isNotEqualTo(before);
  }
}
