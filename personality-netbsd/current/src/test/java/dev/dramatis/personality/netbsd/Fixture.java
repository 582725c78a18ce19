package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.Map;
import org.mockito.Mockito;

/** A process with a running LWP, on a CPU that stands still. */
final class Fixture {
  final Bench bench;
  final Kern kern;
  final CpuInfo ci;
  final Proc p;
  final Lwp self;

  Fixture(Mutant mutant) {
    bench = new Bench(true, mutant == null ? Map.of() : Map.of("mutate", mutant.id));
    kern = bench.kern;
    ci = bench.ci;
    p = bench.newProc();
    self = bench.member(p, LwpState.ONPROC);
    bench.run(self);
    ci.wantResched = false;
  }

  Lwp other(int stat) {
    return bench.member(p, stat);
  }

  /** A dead LWP that waits to be reused. */
  Lwp corpse() {
    Lwp l = other(LwpState.ZOMB);
    l.prflag = Flags.LPR_DETACHED;
    p.ndlwps++;
    p.zomblwp = l;
    return l;
  }

  /** p_lock is held meanwhile. */
  void locked(Runnable body) {
    p.lock.enter(self);
    body.run();
  }

  /** p_lock and the LWP's lock are held meanwhile. */
  void locked(Lwp l, Runnable body) {
    p.lock.enter(self);
    kern.lwpLock(ci, l);
    body.run();
  }

  /** proc_lock and p_lock are held meanwhile. */
  void bothLocked(Runnable body) {
    kern.procLock.enter(self);
    p.lock.enter(self);
    body.run();
  }

  Lwp create(Lwp l1, Proc p2) {
    Context context = bench.context();
    UserThread user = Mockito.mock(UserThread.class);
    Mockito.when(user.id()).thenReturn(7);
    Mockito.when(user.schedClass()).thenReturn(SchedClass.TIMESHARE);
    Mockito.when(user.context()).thenReturn(context);
    return kern.life.lwpCreate(l1, p2, 0, user);
  }

  /** Puts the CPU into the middle of a switch to an LWP. */
  Lwp switching() {
    Lwp l = other(LwpState.ONPROC);
    ci.cpu.raise(Ipl.SCHED);
    ci.spcLwplock.enter(ci);
    ci.prevlwp = self;
    ci.prevlock = ci.spcLwplock;
    ci.curlwp = l;
    ci.mtxCount = -2;
    return l;
  }

  /** Lets the LWP end; the CPU leaves it for good. */
  void exit() {
    try {
      kern.life.lwpExit(self, self);
    } catch (Bench.Switched gone) {
      assertThat(self.stat).isEqualTo(LwpState.ZOMB);
    }
  }

  /** A switch that comes back, as it never should for a zombie. */
  void comeBack() {
    bench.onSwitch = () -> ci.curlwp = self;
  }
}
