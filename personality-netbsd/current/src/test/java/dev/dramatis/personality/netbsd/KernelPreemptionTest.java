package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.sched.EnqueueReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kernel code gives way to real-time LWPs, at the next mutex, unless it must not. */
class KernelPreemptionTest {
  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final Lwp l = bench.member(p, LwpState.ONPROC);
  private final KMutex mutex = bench.kern.newMutex("m");

  KernelPreemptionTest() {
    bench.run(l);
    l.number = 1;
    bench.ci.wantResched = true;
    Lwp rival = bench.newLwp(p, LwpState.RUN);
    rival.number = 2;
    rival.mutex = bench.ci.spcMutex;
    bench.ci.spcMutex.enter(bench.ci);
    bench.kern.synch.schedEnqueue(bench.ci, rival, bench.ci, EnqueueReason.NEW);
    bench.ci.spcMutex.exit(bench.ci);
  }

  @Test
  void shouldGiveWayAtTheNextMutex() {
    l.dopreempt(true);
    assertThatThrownBy(() -> mutex.enter(l)).isInstanceOf(Bench.Switched.class);
    assertThat(l.stat).isEqualTo(LwpState.RUN);
    assertThat(l.nivcsw).isEqualTo(1);
    assertThat(mutex.ownedBy(l)).isTrue();
  }

  @Test
  void shouldWaitUntilPreemptionIsEnabledAgain() {
    l.nopreempt = 1;
    l.dopreempt(true);
    mutex.enter(l);
    mutex.exit(l);
    assertThat(l.stat).isEqualTo(LwpState.ONPROC);
    assertThatThrownBy(() -> bench.kern.synch.kpreemptEnable(l)).isInstanceOf(Bench.Switched.class);
  }

  @Test
  void shouldNotHappenUnderASpinMutex() {
    bench.ci.callouts.lock.enter(bench.ci);
    l.dopreempt(true);
    bench.kern.synch.kpreempt(l);
    assertThat(l.stat).isEqualTo(LwpState.ONPROC);
    assertThat(l.dopreempt()).isTrue();
  }

  @Test
  void shouldForgetTheRequestForOneAboutToBlock() {
    l.stat = LwpState.SLEEP;
    l.dopreempt(true);
    bench.kern.synch.kpreempt(l);
    assertThat(l.dopreempt()).isFalse();
  }

  @Test
  void shouldBeAskedForByRealTimePrioritiesOnly() {
    Lwp woken = bench.newLwp(p, LwpState.RUN);
    woken.priority = (short) (Pri.USER_RT - 1);
    bench.kern.sched = new Eager(bench.kern.sched);
    bench.kern.synch.reschedLwp(bench.ci, woken, bench.ci);
    assertThat(l.dopreempt()).isFalse();
    woken.priority = (short) Pri.USER_RT;
    bench.kern.synch.reschedLwp(bench.ci, woken, bench.ci);
    assertThat(l.dopreempt()).isTrue();
  }

  @Test
  void shouldBeCaughtWhenItIgnoresThatItIsDisabled() {
    Bench mutated = new Bench(true, Map.of("mutate", Mutant.KPREEMPT_IGNORE_DISABLE.id));
    Lwp m = mutated.member(mutated.newProc(), LwpState.ONPROC);
    mutated.run(m);
    m.nopreempt = 1;
    m.dopreempt(true);
    assertThatThrownBy(() -> mutated.kern.synch.kpreempt(m)).hasMessageContaining("N30");
  }

  /** A policy in which newcomers always win. */
  private record Eager(dev.dramatis.spi.sched.Scheduler rest)
      implements dev.dramatis.spi.sched.Scheduler {
    @Override
    public void enqueue(dev.dramatis.spi.sched.SchedThread t, int cpu, EnqueueReason why) {
      rest.enqueue(t, cpu, why);
    }

    @Override
    public void dequeue(dev.dramatis.spi.sched.SchedThread t) {
      rest.dequeue(t);
    }

    @Override
    public dev.dramatis.spi.sched.SchedThread pickNext(
        int cpu, dev.dramatis.spi.sched.SchedThread previous) {
      return rest.pickNext(cpu, previous);
    }

    @Override
    public void tick(int cpu, dev.dramatis.spi.sched.SchedThread running) {}

    @Override
    public boolean shouldPreempt(
        int cpu,
        dev.dramatis.spi.sched.SchedThread current,
        dev.dramatis.spi.sched.SchedThread woken) {
      return true;
    }

    @Override
    public int queued(int cpu) {
      return rest.queued(cpu);
    }
  }
}
