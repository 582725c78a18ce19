package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The states of LWPs: which follow which, and under which locks. */
class TransitionTest {
  private static final Set<String> LEGAL =
      Set.of(
          "LSIDL LSRUN",
          "LSIDL LSSTOP",
          "LSIDL LSZOMB",
          "LSIDL LSONPROC",
          "LSRUN LSONPROC",
          "LSONPROC LSRUN",
          "LSONPROC LSSLEEP",
          "LSONPROC LSSTOP",
          "LSONPROC LSSUSPENDED",
          "LSONPROC LSZOMB",
          "LSONPROC LSIDL",
          "LSSLEEP LSONPROC",
          "LSSLEEP LSRUN",
          "LSSLEEP LSSTOP",
          "LSSTOP LSSLEEP",
          "LSSTOP LSRUN",
          "LSSTOP LSONPROC",
          "LSSUSPENDED LSRUN",
          "LSSUSPENDED LSONPROC",
          "LSZOMB LSIDL");

  private static final int[] STATES = {
    LwpState.IDL,
    LwpState.RUN,
    LwpState.SLEEP,
    LwpState.STOP,
    LwpState.ZOMB,
    LwpState.ONPROC,
    LwpState.SUSPENDED
  };

  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final Lwp self = bench.member(p, LwpState.ONPROC);

  TransitionTest() {
    bench.run(self);
  }

  private Lwp target(int stat) {
    Lwp l = bench.newLwp(p, stat);
    l.number = 5;
    return l;
  }

  @Test
  void shouldKnowTheTransitionsOfTheOriginal() {
    TreeSet<String> legal = new TreeSet<>();
    for (int from : STATES) {
      for (int to : STATES) {
        if (LwpState.allowed(from, to)) {
          legal.add(LwpState.name(from) + " " + LwpState.name(to));
        }
      }
    }
    assertThat(legal).isEqualTo(new TreeSet<>(LEGAL));
  }

  @Test
  void shouldReportOneThatDoesNotExist() {
    Lwp l = target(LwpState.SUSPENDED);
    p.lock.enter(self);
    bench.kern.lwpLock(bench.ci, l);
    assertThatThrownBy(() -> bench.kern.setStat(bench.ci, l, LwpState.SLEEP))
        .hasMessageContaining("T1");
  }

  @Test
  void shouldReportOneWithoutTheLockOfTheLwp() {
    Lwp l = target(LwpState.RUN);
    assertThatThrownBy(() -> bench.kern.setStat(bench.ci, l, LwpState.ONPROC))
        .hasMessageContaining("T2");
  }

  @ParameterizedTest
  @CsvSource({"1,2", "1,4", "3,4", "4,2", "4,3", "7,4", "7,8", "8,2", "7,5", "5,1"})
  void shouldReportOneThatIsCountedWithoutTheLockOfTheProcess(int from, int to) {
    Lwp l = target(from);
    l.mutex.enter(bench.ci);
    assertThatThrownBy(() -> bench.kern.setStat(bench.ci, l, to)).hasMessageContaining("T3");
  }

  @ParameterizedTest
  @CsvSource({"2,7", "7,2", "7,3", "3,2", "3,7"})
  void shouldLetRunningStatesFollowEachOtherWithoutTheLockOfTheProcess(int from, int to) {
    Lwp l = target(from);
    l.mutex.enter(bench.ci);
    assertThatCode(() -> bench.kern.setStat(bench.ci, l, to)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"1", "7", "5", "8"})
  void shouldReportALockThatDoesNotGoWithTheState(int stat) {
    Lwp l = target(stat);
    l.mutex = bench.ci.spcMutex;
    assertThatThrownBy(() -> bench.kern.lwpLock(bench.ci, l)).hasMessageContaining("T4");
  }

  /** A sleeper on a queue has the queue's lock, also while it is stopped; another one a CPU's. */
  @ParameterizedTest
  @CsvSource({"3,true", "4,true", "3,false", "4,false"})
  void shouldReportALockThatDoesNotGoWithTheSleep(int stat, boolean queued) {
    Lwp l = target(stat);
    l.wchan = this;
    l.syncobj = queued ? SyncObj.CV : SyncObj.KPAUSE;
    l.sleepq = queued ? new SleepQueue() : null;
    SpinMutex right = queued ? bench.kern.newSqLock() : bench.ci.spcLwplock;
    l.mutex = right;
    bench.kern.lwpLock(bench.ci, l);
    bench.kern.lwpUnlock(bench.ci, l);
    l.mutex = queued ? bench.ci.spcLwplock : bench.kern.newSqLock();
    assertThatThrownBy(() -> bench.kern.lwpLock(bench.ci, l)).hasMessageContaining("T4");
  }

  @Test
  void shouldReportALockOfTheCpuForAQueuedLwp() {
    Lwp l = target(LwpState.RUN);
    l.mutex = bench.ci.spcLwplock;
    assertThatThrownBy(() -> bench.kern.lwpLock(bench.ci, l)).hasMessageContaining("T4");
  }
}
