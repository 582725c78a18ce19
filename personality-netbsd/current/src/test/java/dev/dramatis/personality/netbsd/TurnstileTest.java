package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Who sleeps on a mutex lends its turnstile to the mutex and its priority to the owner. */
class TurnstileTest {
  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final KMutex mutex = bench.kern.newMutex("m");

  private Lwp lwp(int priority) {
    Lwp l = bench.member(p, LwpState.ONPROC);
    l.priority = priority;
    return l;
  }

  /** Puts the running LWP to sleep on a mutex whose owner does not run. */
  private void block(Lwp l, KMutex on) {
    bench.run(l);
    assertThatThrownBy(() -> on.enter(l)).isInstanceOf(Bench.Switched.class);
    // The CPU went on to its idle LWP, which dropped what was kept over the switch.
    bench.ci.prevlock.exit(bench.ci);
    bench.ci.mtxCount = 0;
    bench.ci.cpu.restore(Ipl.NONE);
    l.pflag &= ~Flags.LP_RUNNING;
  }

  /** The owner lets go; who was woken may take its CPU at once. */
  private void release(Lwp owner) {
    bench.run(owner);
    try {
      mutex.exit(owner);
    } catch (Bench.Switched preempted) {
      assertThat(owner.stat).isEqualTo(LwpState.RUN);
    }
  }

  private Lwp owner(int priority) {
    Lwp owner = lwp(priority);
    bench.run(owner);
    mutex.enter(owner);
    owner.pflag &= ~Flags.LP_RUNNING;
    return owner;
  }

  @Test
  void shouldLendItsPriorityToTheOwnerUntilItReleases() {
    Lwp owner = owner(10);
    Lwp l = lwp(Pri.USER_RT);
    block(l, mutex);
    assertThat(owner.inheritedprio).isEqualTo((short) Pri.USER_RT);
    assertThat(owner.eprio()).isEqualTo(Pri.USER_RT);
    release(owner);
    assertThat(owner.inheritedprio).isEqualTo((short) -1);
    assertThat(owner.eprio()).isEqualTo(10);
    assertThat(l.stat).isIn(LwpState.RUN, LwpState.ONPROC);
  }

  @Test
  void shouldLendToTheOwnerOfWhatTheOwnerWaitsFor() {
    Lwp first = owner(10);
    Lwp second = lwp(20);
    KMutex other = bench.kern.newMutex("m/2");
    bench.run(second);
    other.enter(second);
    block(second, mutex);
    Lwp third = lwp(Pri.USER_RT + 5);
    block(third, other);
    assertThat(second.inheritedprio).isEqualTo((short) (Pri.USER_RT + 5));
    assertThat(first.inheritedprio).isEqualTo((short) (Pri.USER_RT + 5));
  }

  @Test
  void shouldNotLendToOneWhoIsMoreUrgent() {
    Lwp owner = owner(Pri.USER_RT);
    block(lwp(5), mutex);
    assertThat(owner.inheritedprio).isEqualTo((short) -1);
    assertThat(owner.piLenders).isNull();
  }

  @Test
  void shouldKeepWhatOthersStillLend() {
    Lwp owner = owner(10);
    KMutex other = bench.kern.newMutex("m/2");
    owner.pflag |= Flags.LP_RUNNING;
    bench.run(owner);
    other.enter(owner);
    owner.pflag &= ~Flags.LP_RUNNING;
    block(lwp(Pri.USER_RT + 9), mutex);
    block(lwp(Pri.USER_RT + 2), other);
    release(owner);
    // The second saw an owner that was more urgent already, and lent nothing.
    assertThat(owner.inheritedprio).isEqualTo((short) -1);
  }

  @Test
  void shouldGiveEachSleeperATurnstileBack() {
    Lwp owner = owner(10);
    Lwp a = lwp(20);
    Lwp b = lwp(30);
    Turnstile first = a.ts;
    Turnstile second = b.ts;
    block(a, mutex);
    block(b, mutex);
    assertThat(b.ts).isSameAs(first);
    release(owner);
    assertThat(java.util.List.of(a.ts, b.ts)).containsExactlyInAnyOrder(first, second);
    assertThat(first.waiters + second.waiters).isZero();
    assertThat(first.obj).isNull();
  }

  @Test
  void shouldOrderSleepersAnewWhenTheyInherit() {
    owner(1);
    Lwp low = lwp(20);
    Lwp high = lwp(30);
    block(low, mutex);
    block(high, mutex);
    assertThat(low.sleepPrev).isSameAs(high);
    bench.run(lwp(40));
    bench.kern.lwpLock(bench.ci, low);
    bench.kern.lwpLendpri(bench.ci, low, Pri.USER_RT);
    bench.kern.lwpUnlock(bench.ci, low);
    assertThat(high.sleepPrev).isSameAs(low);
  }
}
