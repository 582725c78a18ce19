package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equal states write equal words, different ones different words, whatever time it is. */
class StateDigestTest {
  private static final long MS = 1_000_000;

  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final Lwp l = bench.member(p, LwpState.ONPROC);

  StateDigestTest() {
    bench.run(l);
    bench.kern.register(p);
  }

  private static List<Long> words(Kernel kernel) {
    List<Long> words = new ArrayList<>();
    assertThat(kernel.digestState(words::add)).isTrue();
    return words;
  }

  private List<Long> words() {
    return words(new NetbsdKernel(bench.kern));
  }

  private static List<List<Long>> at(Consumer<Launcher> start, long... times) {
    List<List<Long>> words = new ArrayList<>();
    List<Observation> looks = new ArrayList<>();
    for (long time : times) {
      looks.add(new Observation(time, k -> words.add(words(k))));
    }
    Runs.completed(Simulation.run(Runs.config(2, start).withObservations(looks)));
    return words;
  }

  private static Consumer<Launcher> main(Program program) {
    return w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), program);
  }

  @Test
  void shouldWriteTheSameWhenTheSameStateComesBackLater() {
    Program program =
        user -> {
          for (int n = 0; n < 4; n++) {
            user.sleepUntil((n + 1) * 100L * MS);
          }
        };
    List<List<Long>> words = at(main(program), 150 * MS, 250 * MS, 350 * MS);
    assertThat(words.get(1)).isEqualTo(words.get(0));
    assertThat(words.get(2)).isEqualTo(words.get(0));
  }

  @Test
  void shouldTellHowLongASleepStillTakes() {
    List<List<Long>> words = at(main(user -> user.sleep(100 * MS)), 20 * MS, 50 * MS);
    assertThat(words.get(1)).isNotEqualTo(words.get(0));
  }

  @Test
  void shouldTellASleeperFromARunner() {
    List<List<Long>> words =
        at(
            main(user -> {
              user.compute(30 * MS);
              user.sleep(30 * MS);
            }),
            5 * MS,
            45 * MS);
    assertThat(words.get(1)).isNotEqualTo(words.get(0));
  }

  /** Things that decide what happens next. */
  static List<Consumer<StateDigestTest>> changes() {
    return List.of(
        t -> t.l.flag |= Flags.LW_WSUSPEND,
        t -> t.l.pflag |= Flags.LP_BOUNDARY,
        t -> t.l.prflag |= Flags.LPR_DETACHED,
        t -> t.l.stat = LwpState.SUSPENDED,
        t -> t.l.refcnt++,
        t -> t.l.priority++,
        t -> t.l.boostpri = Pri.KERNEL,
        t -> t.l.lend(Pri.KERNEL),
        t -> t.l.waiter = 5,
        t -> t.l.waitingfor = 5,
        t -> t.l.nopreempt++,
        t -> t.l.dopreempt(true),
        t -> t.l.sigpend = 2,
        t -> t.l.sigmask = 2,
        t -> t.l.privateData = 7,
        t -> t.l.robustHead = 8,
        t -> t.l.mutex = t.bench.ci.spcMutex,
        t -> t.p.lock.enter(t.l),
        t -> t.bench.kern.procLock.enter(t.l),
        t -> t.bench.ci.callouts.lock.enter(t.bench.ci),
        t -> t.bench.ci.wantResched ^= true,
        t -> t.p.stat = Proc.SSTOP,
        t -> t.p.sflag |= Flags.PS_WEXIT,
        t -> t.p.sigpend = 2,
        t -> t.p.nlwpwait++,
        t -> t.bench.member(t.p, LwpState.IDL),
        t -> t.bench.newProc(),
        t -> UserMemory.of(t.bench.kern, t.p).word(8000).store(t.bench.ci.cpu, 3),
        t -> t.bench.kern.init.sysctlKernMaxlwp(17));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldTellStatesApart(Consumer<StateDigestTest> change) {
    List<Long> before = words();
    assertThat(words()).isEqualTo(before);
    change.accept(this);
    assertThat(words()).isNotEqualTo(before);
  }

  @Test
  void shouldTellOrdersOfSleepersApart() {
    Lwp a = bench.member(p, LwpState.SLEEP);
    Lwp b = bench.member(p, LwpState.SLEEP);
    p.lwpcv.sleepq.insert(a, true);
    p.lwpcv.sleepq.insert(b, true);
    List<Long> before = words();
    p.lwpcv.sleepq.remove(a);
    p.lwpcv.sleepq.insert(a, true);
    assertThat(words()).isNotEqualTo(before);
  }

  /** Statistics and addresses. */
  static List<Consumer<StateDigestTest>> idle() {
    return List.of(
        t -> t.l.rtime += 100,
        t -> t.l.stime += 100,
        t -> t.l.nvcsw++,
        t -> t.l.nivcsw++,
        t -> t.l.slptime++,
        t -> t.p.rtime += 100,
        t -> t.l.uarea += Uareas.SIZE,
        t -> t.l.queuedAs += 17);
  }

  @ParameterizedTest
  @MethodSource("idle")
  void shouldNotWriteStatistics(Consumer<StateDigestTest> change) {
    List<Long> before = words();
    change.accept(this);
    assertThat(words()).isEqualTo(before);
  }
}
