package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders of locks that could block somebody are reported although nobody is blocked. */
class LockOrderTest {
  private final Bench bench = new Bench(true);
  private final Lwp l = bench.member(bench.newProc(), LwpState.ONPROC);

  LockOrderTest() {
    bench.run(l);
  }

  private KMutex mutex(String name) {
    return bench.kern.newMutex(name);
  }

  private void nest(KMutex first, KMutex second) {
    first.enter(l);
    second.enter(l);
    second.exit(l);
    first.exit(l);
  }

  @Test
  void shouldKnowTheOrderOfTheHeaderCommentFromTheStart() {
    l.proc.lock.enter(l);
    assertThatThrownBy(() -> bench.kern.procLock.enter(l))
        .hasMessageContaining("takes proc_lock while it holds p_lock/p")
        .hasMessageContaining("p_lock comes after proc_lock by the header comment");
  }

  @Test
  void shouldLearnAnOrderAndReportItsReverse() {
    KMutex a = mutex("a");
    KMutex b = mutex("b");
    nest(a, b);
    assertThatThrownBy(() -> nest(b, a))
        .hasMessageContaining("in LockOrderTest.nest takes a while it holds b")
        .hasMessageContaining("b comes after a by")
        .hasMessageContaining("takes b while it holds a");
  }

  @Test
  void shouldFindLongerCircles() {
    KMutex a = mutex("a");
    KMutex b = mutex("b");
    KMutex c = mutex("c");
    nest(a, b);
    nest(b, c);
    assertThatThrownBy(() -> nest(c, a)).hasMessageContaining("L1").hasMessageContaining("and");
  }

  @Test
  void shouldTellLocksOfOneClassApart() {
    KMutex first = mutex("x/1");
    KMutex second = mutex("x/2");
    KMutex third = mutex("x/3");
    nest(first, second);
    nest(second, third);
    assertThatCode(() -> nest(first, third)).doesNotThrowAnyException();
    assertThatThrownBy(() -> nest(third, first)).hasMessageContaining("the other way round by");
  }

  @Test
  void shouldTakeRunQueuesInOrderOfTheirCpus() {
    SpinMutex lower = bench.ci.spcMutex;
    SpinMutex higher =
        new SpinMutex(bench.kern.lockOrder, bench.kern.machine.newShared("spc_mutex/1"));
    lower.enter(bench.ci);
    higher.enter(bench.ci);
    higher.exit(bench.ci);
    lower.exit(bench.ci);
    higher.enter(bench.ci);
    assertThatThrownBy(() -> lower.enter(bench.ci)).hasMessageContaining("spc_dlock");
  }

  @Test
  void shouldCountReleasingAMutexAsTakingItsTurnstile() {
    KMutex a = mutex("a");
    a.enter(l);
    bench.ci.spcLwplock.enter(bench.ci);
    assertThatThrownBy(() -> a.exit(l)).hasMessageContaining("takes turnstile");
  }

  @Test
  void shouldNotMindLocksThatWereOnlyTried() {
    bench.ci.spcMutex.enter(bench.ci);
    assertThatCode(() -> bench.ci.spcLwplock.tryenter(bench.ci)).doesNotThrowAnyException();
  }

  @Test
  void shouldSayWhoTookWhatWhereInARun() {
    RunResult result =
        Simulation.run(
            PropertyTest.config(1)
                .withOptions(Map.of("mutate", Mutant.CREATE_SWAPPED_LOCKS.id), Map.of()));
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().message())
        .contains("L1", "main0 in LwpLife.lwpCreate takes proc_lock while it holds p_lock/p0");
  }

  @Test
  void shouldCostNothingWhenChecksAreOff() {
    Bench off = new Bench(false);
    Lwp self = off.member(off.newProc(), LwpState.ONPROC);
    off.run(self);
    self.proc.lock.enter(self);
    assertThatCode(() -> off.kern.procLock.enter(self)).doesNotThrowAnyException();
    assertThat(off.kern.lockOrder.held(off.ci)).isZero();
  }
}
