package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the original are there, and gone when a run asks for that. */
class RepairsTest {
  private Bench bench;
  private Proc p;
  private Lwp l;

  private void boot(String repair, boolean on) {
    bench = new Bench(true, Map.of(repair, String.valueOf(on)));
    p = bench.newProc();
    l = bench.member(p, LwpState.ONPROC);
    bench.run(l);
    bench.ci.wantResched = false;
  }

  @ParameterizedTest
  @CsvSource({"false,1", "true,0"})
  void shouldCountAWaiterForEverThatLeavesForACoreDump(boolean repaired, int waiting) {
    boot("repair-wait-core", repaired);
    bench.member(p, LwpState.SUSPENDED);
    p.sflag |= Flags.PS_WCORE;
    l.flag |= Flags.LW_WSUSPEND;
    p.lock.enter(l);
    assertThatThrownBy(() -> bench.kern.join.lwpWait(l, LwpJoin.ANY, false))
        .isInstanceOf(Bench.Switched.class);
    assertThat(p.nlwpwait).isEqualTo(waiting);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldSleepInACircleOfThree(boolean repaired) {
    boot("repair-wait-cycles", repaired);
    Lwp second = bench.member(p, LwpState.SLEEP);
    Lwp third = bench.member(p, LwpState.SLEEP);
    second.waitingfor = third.lid;
    third.waitingfor = l.lid;
    p.nlwpwait = 1;
    p.lock.enter(l);
    if (repaired) {
      assertThat(bench.kern.join.lwpWait(l, second.lid, false)).isEqualTo(Errno.EDEADLK);
    } else {
      assertThatThrownBy(() -> bench.kern.join.lwpWait(l, second.lid, false))
          .isInstanceOf(Bench.Switched.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"false,-2", "true,-1"})
  void shouldCorrectTheCountOfStoppedChildrenForEachLwp(boolean repaired, int change) {
    boot("repair-unstop-count", repaired);
    Lwp a = bench.member(p, LwpState.STOP);
    Lwp b = bench.member(p, LwpState.STOP);
    p.stat = Proc.SSTOP;
    int before = p.pptr.nstopchild;
    bench.kern.procLock.enter(l);
    p.lock.enter(l);
    bench.kern.control.lwpUnstop(l, a);
    bench.kern.control.lwpUnstop(l, b);
    assertThat(p.pptr.nstopchild - before).isEqualTo(change);
  }

  @ParameterizedTest
  @CsvSource({"false,SLEEP", "true,RUN"})
  void shouldNotTellThatASuspensionWasUndoneBeforeItHappened(boolean repaired, String state) {
    boot("repair-continue-broadcast", repaired);
    Lwp waiting = bench.member(p, LwpState.ONPROC);
    bench.run(waiting);
    p.lock.enter(waiting);
    assertThatThrownBy(() -> p.lwpcv.waitSig(waiting, p.lock)).isInstanceOf(Bench.Switched.class);
    bench.ci.prevlock.exit(bench.ci);
    bench.ci.mtxCount = 0;
    bench.ci.cpu.restore(Ipl.NONE);
    waiting.pflag &= ~Flags.LP_RUNNING;
    bench.run(l);
    p.lock.enter(l);
    bench.kern.lwpLock(bench.ci, l);
    bench.kern.control.lwpContinue(l, l);
    assertThat(LwpState.name(waiting.stat)).isEqualTo("LS" + state);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldTurnInCirclesWithAFlagThatNobodyConsumes(boolean repaired) {
    boot("repair-userret-loop", repaired);
    l.flag |= Flags.LW_WREBOOT;
    bench.interactions = 1000;
    if (repaired) {
      bench.kern.control.lwpUserret(l);
      assertThat(bench.interactions).isPositive();
    } else {
      assertThatThrownBy(() -> bench.kern.control.lwpUserret(l)).isInstanceOf(Bench.Endless.class);
    }
  }

  /**
   * The broadcast of setrunnable under the LWP's lock is against the order of locks; that is known,
   * and only reported if asked for.
   */
  @ParameterizedTest
  @CsvSource({"false,false,false", "false,true,true", "true,true,false"})
  void shouldBroadcastAResumptionUnderTheLockOfTheLwp(
      boolean repaired, boolean report, boolean reported) {
    Program main =
        user -> {
          UserThread t = user.create(ThreadSpec.named("t"), u -> u.compute(50_000_000));
          UserThread waits = user.create(ThreadSpec.named("waits"), u -> u.join(t));
          user.suspend(t);
          user.sleep(20_000_000);
          user.resume(t);
          user.join(waits);
        };
    RunResult result =
        Simulation.run(
            Runs.config(2, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main))
                .withOptions(
                    Map.of(
                        "repair-resume-broadcast", String.valueOf(repaired),
                        "report-resume-broadcast", String.valueOf(report)),
                    Map.of()));
    if (reported) {
      assertThat(result.failure().message())
          .contains("L1", "CondVar.broadcast takes sleeptab", "while it holds spc_lwplock");
    } else {
      Runs.completed(result);
    }
  }
}
