package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each _lwp_* call answers in which situation, as sys_lwp.c and kern_lwp.c decide it; where
 * the manual differs, the test says so.
 */
class LwpErrnoScenarioTest {
  private static final int CONTEXT = 1;
  private static final int WHERE = 1;
  private static final int NOWHERE = 0;
  private static final int DETACHED = 0x40;
  private static final int SUSPENDED = 0x80;
  private static final long FOREVER = -1;
  private static final int REALTIME = 0;
  private static final int ABSOLUTE = 1;

  private final List<Object> seen = new ArrayList<>();

  private void scenario(int cpus, Map<String, String> options, Program main) {
    completed(
        run(
            cpus,
            c -> c.withOptions(options, Map.of()),
            w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private void scenario(Program main) {
    scenario(1, Map.of(), main);
  }

  private void answer(long result) {
    seen.add(result < 0 ? Errno.name((int) -result) : result == 0 ? "0" : "LID");
  }

  private static long lid(User user, UserThread thread) {
    return user.nativeId(thread);
  }

  private static Lwp lwp(UserThread thread) {
    return (Lwp) thread.attachment();
  }

  // ---- _lwp_create

  @Test
  void createShouldRefuseAContextThatCannotBeRead() {
    scenario(user -> answer(user.call("_lwp_create", 0, 0, WHERE)));
    assertThat(seen).containsExactly("EFAULT");
  }

  @Test
  void createShouldLeaveAZombieIfTheNumberCannotBeWritten() {
    scenario(user -> {
      answer(user.call("_lwp_create", CONTEXT, 0, NOWHERE));
      answer(user.call("_lwp_wait", 0, WHERE));
      answer(user.call("_lwp_wait", 0, WHERE));
    });
    assertThat(seen).containsExactly("EFAULT", "LID", "ESRCH");
  }

  @Test
  void createShouldLeaveNothingIfThatLwpWasDetached() {
    scenario(user -> {
      answer(user.call("_lwp_create", CONTEXT, DETACHED, NOWHERE));
      answer(user.call("_lwp_wait", 0, WHERE));
    });
    assertThat(seen).containsExactly("EFAULT", "ESRCH");
  }

  @Test
  void createShouldSuspendAnLwpBeforeItsFirstInstruction() {
    scenario(
        2,
        Map.of("repair-suspend-wait", "true"),
        user -> {
          long t = user.call("_lwp_create", CONTEXT, SUSPENDED, WHERE);
          user.sleep(30_000_000);
          // It has not exited; being suspended already, it can be suspended and continued.
          answer(user.call("_lwp_suspend", t));
          answer(user.call("_lwp_continue", t));
          answer(user.call("_lwp_wait", t, WHERE));
        });
    assertThat(seen).containsExactly("0", "0", "LID");
  }

  @Test
  void createShouldReapADetachedLwpByItself() {
    scenario(user -> {
      long t = user.call("_lwp_create", CONTEXT, DETACHED | SUSPENDED, WHERE);
      answer(user.call("_lwp_wait", t, WHERE));
      user.call("_lwp_continue", t);
      user.sleep(30_000_000);
      answer(user.call("_lwp_wait", 0, WHERE));
      answer(user.call("_lwp_wait", t, WHERE));
    });
    assertThat(seen).containsExactly("EINVAL", "ESRCH", "ESRCH");
  }

  @Test
  void createShouldStopAtTheLimit() {
    scenario(
        1,
        Map.of("rlimit-nthr", "2"),
        user -> {
          answer(user.call("_lwp_create", CONTEXT, SUSPENDED, WHERE));
          long last = user.call("_lwp_create", CONTEXT, SUSPENDED, WHERE);
          answer(last);
          answer(user.call("_lwp_create", CONTEXT, 0, WHERE));
          user.exitProcess(0);
        });
    assertThat(seen).containsExactly("LID", "LID", "EAGAIN");
  }

  @Test
  void createShouldMakeTheNewLwpFromADetachedCorpse() {
    scenario(user -> {
      UserThread first = user.create(ThreadSpec.named("first").asDetached(), u -> u.yield());
      Lwp corpse = lwp(first);
      int number = corpse.lid;
      user.sleep(30_000_000);
      UserThread second = user.create(ThreadSpec.named("second"), u -> u.yield());
      seen.add(lwp(second) == corpse);
      seen.add(lwp(second).lid != number);
    });
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void createdLwpOfAStoppedProcessShouldBeStopped() {
    Bench bench = new Bench(true);
    Proc p = bench.newProc();
    Lwp creator = bench.newLwp(p, LwpState.ONPROC);
    bench.run(creator);
    Lwp embryo = bench.newLwp(p, LwpState.IDL);
    p.stat = Proc.SSTOP;
    p.nrlwps = 2;
    bench.kern.life.lwpStart(creator, embryo, 0);
    assertThat(embryo.stat).isEqualTo(LwpState.STOP);
    assertThat(p.nrlwps).isEqualTo(1);
  }

  // ---- _lwp_wait

  @Test
  void waitShouldRefuseUnknownNumbers() {
    scenario(user -> answer(user.call("_lwp_wait", 12345, WHERE)));
    assertThat(seen).containsExactly("ESRCH");
  }

  @Test
  void waitForAnyShouldRefuseIfNobodyCanBeCollected() {
    scenario(user -> {
      user.create(ThreadSpec.named("t").asDetached(), u -> u.sleep(30_000_000));
      answer(user.call("_lwp_wait", 0, WHERE));
    });
    // The manual has EDEADLK for the only LWP of a process; the code finds no candidate first.
    assertThat(seen).containsExactly("ESRCH");
  }

  @Test
  void waitShouldRefuseDetachedLwps() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t").asDetached(), u -> u.sleep(30_000_000));
      answer(user.call("_lwp_wait", lid(user, t), WHERE));
    });
    // The manual has ESRCH.
    assertThat(seen).containsExactly("EINVAL");
  }

  @Test
  void waitShouldRefuseOneself() {
    scenario(user -> answer(user.call("_lwp_wait", user.call("_lwp_self"), WHERE)));
    assertThat(seen).containsExactly("EDEADLK");
  }

  @Test
  void waitShouldRefuseWhoWaitsForTheCaller() {
    scenario(user -> {
      long me = user.call("_lwp_self");
      UserThread busy = user.create(ThreadSpec.named("busy"), u -> u.sleep(90_000_000));
      UserThread t =
          user.create(ThreadSpec.named("t"), u -> answer(u.call("_lwp_wait", me, WHERE)));
      user.sleep(30_000_000);
      answer(user.call("_lwp_wait", lid(user, t), WHERE));
      user.detach(user.self());
      user.join(busy);
    });
    // The other one learns of the detachment.
    assertThat(seen).containsExactly("EDEADLK", "EINVAL");
  }

  @Test
  void waitShouldNotSeeThatThreeWaitInACircle() {
    scenario(
        2,
        Map.of(),
        user -> {
          UserThread child =
              user.fork(
                  ThreadSpec.named("child"),
                  false,
                  u -> {
                    u.create(ThreadSpec.named("bystander"), t -> t.sleep(1_000_000_000_000L));
                    long a = u.call("_lwp_self");
                    UserThread[] c = new UserThread[1];
                    UserThread b =
                        u.create(
                            ThreadSpec.named("b"),
                            t -> {
                              t.sleep(20_000_000);
                              t.call("_lwp_wait", t.nativeId(c[0]), WHERE);
                              seen.add("returned");
                            });
                    c[0] =
                        u.create(
                            ThreadSpec.named("c"),
                            t -> {
                              t.call("_lwp_wait", a, WHERE);
                              seen.add("returned");
                            });
                    u.call("_lwp_wait", u.nativeId(b), WHERE);
                    seen.add("returned");
                  });
          user.sleep(2_000_000_000L);
          seen.add("still waiting");
          user.kill(child.process(), Signals.SIGKILL);
        });
    assertThat(seen).containsExactly("still waiting");
  }

  @Test
  void waitShouldRefuseIfThenEverybodyWaits() {
    scenario(user -> {
      for (int i = 0; i < 2; i++) {
        user.create(ThreadSpec.named("t" + i), u -> answer(u.call("_lwp_wait", 0, WHERE)));
      }
      user.sleep(30_000_000);
      answer(user.call("_lwp_wait", 0, WHERE));
    });
    // The last to come is refused; its exit lets the others collect it and each other.
    assertThat(seen.get(0)).isEqualTo("EDEADLK");
    assertThat(seen).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void waitShouldBeInterruptedByAHandler(boolean restart) {
    scenario(
        2,
        Map.of(),
        user -> {
          user.setSignalAction(
              Signals.SIGUSR1, SignalAction.caught(restart), u -> seen.add("handler"));
          UserThread me = user.self();
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    u.sleep(30_000_000);
                    u.kill(me, Signals.SIGUSR1);
                    u.sleep(30_000_000);
                  });
          answer(user.call("_lwp_wait", lid(user, t), WHERE));
        });
    assertThat(seen).containsExactly("handler", restart ? "LID" : "EINTR");
  }

  @Test
  void waitShouldCollectAlthoughTheNumberCannotBeWritten() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.yield());
      long lid = lid(user, t);
      answer(user.call("_lwp_wait", lid, -1));
      answer(user.call("_lwp_wait", lid, WHERE));
    });
    assertThat(seen).containsExactly("EFAULT", "ESRCH");
  }

  // ---- _lwp_suspend and _lwp_continue

  @Test
  void suspendShouldRefuseUnknownNumbersAndTheOnlyOneRunning() {
    scenario(user -> {
      answer(user.call("_lwp_suspend", 12345));
      answer(user.call("_lwp_suspend", user.call("_lwp_self")));
      answer(user.call("_lwp_continue", 12345));
    });
    assertThat(seen).containsExactly("ESRCH", "EDEADLK", "ESRCH");
  }

  @Test
  void suspendShouldRefuseTheLastOneRunning() {
    scenario(
        2,
        Map.of(),
        user -> {
          UserThread t = user.create(ThreadSpec.named("t"), u -> u.compute(100_000_000));
          answer(user.call("_lwp_suspend", lid(user, t)));
          answer(user.call("_lwp_suspend", user.call("_lwp_self")));
          answer(user.call("_lwp_continue", lid(user, t)));
          user.join(t);
        });
    assertThat(seen).containsExactly("0", "EDEADLK", "0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void suspendShouldStopWhoRunsOrSleeps(int cpus) {
    scenario(
        cpus,
        Map.of(),
        user -> {
          UserThread busy = user.create(ThreadSpec.named("busy"), u -> u.compute(50_000_000));
          UserThread asleep = user.create(ThreadSpec.named("asleep"), u -> u.sleep(50_000_000));
          user.sleep(20_000_000);
          answer(user.call("_lwp_suspend", lid(user, busy)));
          answer(user.call("_lwp_suspend", lid(user, asleep)));
          seen.add(LwpState.name(lwp(busy).stat));
          seen.add(LwpState.name(lwp(asleep).stat));
          user.sleep(300_000_000);
          seen.add(LwpState.name(lwp(asleep).stat));
          answer(user.call("_lwp_continue", lid(user, busy)));
          answer(user.call("_lwp_continue", lid(user, asleep)));
          user.join(busy);
          user.join(asleep);
        });
    assertThat(seen)
        .containsExactly("0", "0", "LSSUSPENDED", "LSSUSPENDED", "LSSUSPENDED", "0", "0");
  }

  @Test
  void suspendShouldOnlyMarkWhoSleepsUninterruptibly() {
    scenario(
        2,
        Map.of(),
        user -> {
          UserThread parent =
              user.create(
                  ThreadSpec.named("parent"),
                  u ->
                      u.fork(
                          ThreadSpec.named("vforked"),
                          true,
                          c -> {
                            c.compute(60_000_000);
                            seen.add("child done");
                          }));
          user.sleep(20_000_000);
          // Comes back when the parent has left vfork and suspended itself.
          answer(user.call("_lwp_suspend", lid(user, parent)));
          seen.add(LwpState.name(lwp(parent).stat));
          answer(user.call("_lwp_continue", lid(user, parent)));
          user.join(parent);
        });
    assertThat(seen).containsExactly("child done", "0", "LSSUSPENDED", "0");
  }

  @Test
  void suspendShouldSleepForEverIfTheTargetIsSuspendedAlready() {
    RunResult result =
        run(
            2,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      long t = user.call("_lwp_create", CONTEXT, SUSPENDED, WHERE);
                      user.sleep(30_000_000);
                      user.call("_lwp_suspend", t);
                    }));
    // The original sleeps before it looks, and nobody is left to wake it.
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().kind()).isEqualTo(RunResult.Failure.Kind.DEADLOCK);
  }

  @Test
  void continueShouldNotMindThatNobodyIsSuspended() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.sleep(30_000_000));
      answer(user.call("_lwp_continue", lid(user, t)));
      answer(user.call("_lwp_continue", user.call("_lwp_self")));
    });
    assertThat(seen).containsExactly("0", "0");
  }

  // ---- _lwp_detach

  @Test
  void detachShouldRefuseTheUnknownAndTheDetached() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.sleep(30_000_000));
      answer(user.call("_lwp_detach", 12345));
      answer(user.call("_lwp_detach", lid(user, t)));
      answer(user.call("_lwp_detach", lid(user, t)));
    });
    assertThat(seen).containsExactly("ESRCH", "0", "EINVAL");
  }

  @Test
  void detachShouldFreeAZombieAtOnce() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.yield());
      user.sleep(30_000_000);
      long lid = lid(user, t);
      answer(user.call("_lwp_detach", lid));
      answer(user.call("_lwp_detach", lid));
      answer(user.call("_lwp_wait", lid, WHERE));
    });
    assertThat(seen).containsExactly("0", "ESRCH", "ESRCH");
  }

  @Test
  void detachShouldTellWhoWaits() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.sleep(200_000_000));
      UserThread waiter =
          user.create(
              ThreadSpec.named("waiter"), u -> answer(u.call("_lwp_wait", u.nativeId(t), WHERE)));
      user.sleep(30_000_000);
      answer(user.call("_lwp_detach", lid(user, t)));
      user.join(waiter);
    });
    assertThat(seen).containsExactly("0", "EINVAL");
  }

  // ---- _lwp_wakeup

  @Test
  void wakeupShouldEndASleep() {
    scenario(user -> {
      UserThread t =
          user.create(
              ThreadSpec.named("t"),
              u -> {
                answer(u.call("nanosleep", 1_000_000_000_000L));
                seen.add(u.now() < 1_000_000_000L);
              });
      user.sleep(30_000_000);
      answer(user.call("_lwp_wakeup", lid(user, t)));
      user.join(t);
    });
    assertThat(seen).containsExactly("0", "EINTR", true);
  }

  @Test
  void wakeupShouldRefuseWhoDoesNotSleepButCancelItsNextSleep() {
    scenario(
        2,
        Map.of(),
        user -> {
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    u.compute(60_000_000);
                    answer(u.call("nanosleep", 1_000_000_000_000L));
                  });
          user.sleep(30_000_000);
          answer(user.call("_lwp_wakeup", lid(user, t)));
          answer(user.call("_lwp_wakeup", 12345));
          user.join(t);
        });
    assertThat(seen).containsExactly("ENODEV", "ESRCH", "EINTR");
  }

  @Test
  void wakeupShouldRefuseAnUninterruptibleSleep() {
    scenario(
        2,
        Map.of(),
        user -> {
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> u.fork(ThreadSpec.named("child"), true, c -> c.compute(60_000_000)));
          user.sleep(30_000_000);
          answer(user.call("_lwp_wakeup", lid(user, t)));
          user.join(t);
        });
    assertThat(seen).containsExactly("EBUSY");
  }

  // ---- _lwp_park and _lwp_unpark

  @Test
  void parkShouldNotSleepIfTheUnparkCameFirst() {
    scenario(user -> {
      long me = user.call("_lwp_self");
      answer(user.call("_lwp_unpark", me));
      answer(user.call("_lwp_park", REALTIME, 0, FOREVER, 0));
    });
    assertThat(seen).containsExactly("0", "EALREADY");
  }

  @Test
  void parkShouldTimeOut() {
    scenario(user -> {
      answer(user.call("_lwp_park", REALTIME, ABSOLUTE, 1, 0));
      answer(user.call("_lwp_park", REALTIME, 0, 25_000_000, 0));
      seen.add(user.now() >= 25_000_000);
    });
    assertThat(seen).containsExactly("ETIMEDOUT", "ETIMEDOUT", true);
  }

  @Test
  void parkShouldRefuseBadTimesAndBadTargets() {
    scenario(user -> {
      answer(user.call("_lwp_park", REALTIME, 0, -5, 0));
      answer(user.call("_lwp_park", 77, 0, 5, 0));
      answer(user.call("_lwp_park", REALTIME, 0, FOREVER, 12345));
    });
    assertThat(seen).containsExactly("EINVAL", "EINVAL", "ESRCH");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parkShouldNeverBeIssuedAgainAfterASignal(boolean restart) {
    scenario(
        2,
        Map.of(),
        user -> {
          user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(restart), u -> {});
          UserThread t =
              user.create(
                  ThreadSpec.named("t"), u -> answer(u.call("_lwp_park", REALTIME, 0, FOREVER, 0)));
          user.sleep(30_000_000);
          user.kill(t, Signals.SIGUSR1);
          user.join(t);
        });
    assertThat(seen).containsExactly("EINTR");
  }

  @Test
  void unparkShouldWakeWhoIsParked() {
    scenario(user -> {
      UserThread t =
          user.create(
              ThreadSpec.named("t"), u -> answer(u.call("_lwp_park", REALTIME, 0, FOREVER, 0)));
      user.sleep(30_000_000);
      answer(user.call("_lwp_unpark", lid(user, t)));
      answer(user.call("_lwp_unpark", 12345));
      user.join(t);
    });
    assertThat(seen).containsExactly("0", "ESRCH", "0");
  }

  @Test
  void unparkShouldRefuseZombies() {
    scenario(user -> {
      UserThread t = user.create(ThreadSpec.named("t"), u -> u.yield());
      user.sleep(30_000_000);
      answer(user.call("_lwp_unpark", lid(user, t)));
    });
    assertThat(seen).containsExactly("ESRCH");
  }

  @Test
  void parkShouldUnparkAnotherFirst() {
    scenario(user -> {
      long me = user.call("_lwp_self");
      UserThread t =
          user.create(
              ThreadSpec.named("t"),
              u -> {
                answer(u.call("_lwp_park", REALTIME, 0, FOREVER, 0));
                u.call("_lwp_unpark", me);
              });
      user.sleep(30_000_000);
      answer(user.call("_lwp_park", REALTIME, 0, FOREVER, lid(user, t)));
    });
    assertThat(seen).containsExactly("0", "0");
  }

  @Test
  void unparkAllShouldGoOnAfterAFailure() {
    scenario(user -> {
      UserThread a =
          user.create(
              ThreadSpec.named("a"), u -> answer(u.call("_lwp_park", REALTIME, 0, FOREVER, 0)));
      user.sleep(30_000_000);
      answer(user.call("_lwp_unpark_all", 1, 2, 12345, lid(user, a)));
      user.join(a);
    });
    assertThat(seen).containsExactly("ESRCH", "0");
  }

  @Test
  void unparkAllShouldSayHowManyItCanDoAndRefuseMore() {
    scenario(user -> {
      seen.add(user.call("_lwp_unpark_all", 0));
      answer(user.call("_lwp_unpark_all", 1, 0));
      answer(user.call("_lwp_unpark_all", 1, 1025));
      answer(user.call("_lwp_unpark_all", 1, 5));
    });
    assertThat(seen).containsExactly(1024L, "EINVAL", "EINVAL", "EFAULT");
  }

  // ---- _lwp_kill and the rest

  @Test
  void killShouldRefuseBadSignalsAndUnknownNumbers() {
    scenario(user -> {
      long me = user.call("_lwp_self");
      answer(user.call("_lwp_kill", me, 64));
      answer(user.call("_lwp_kill", me, -1));
      answer(user.call("_lwp_kill", 12345, 0));
      answer(user.call("_lwp_kill", me, 0));
    });
    assertThat(seen).containsExactly("EINVAL", "EINVAL", "ESRCH", "0");
  }

  @Test
  void namesShouldBeCutToFifteenCharacters() {
    scenario(user -> {
      String name = "abcdefghijklmnop";
      answer(user.call("_lwp_setname", 0, NativeCalls.word(name, 0), NativeCalls.word(name, 8)));
      seen.add(user.call("_lwp_getname", 0, 0) == NativeCalls.word("abcdefgh", 0));
      seen.add(user.call("_lwp_getname", 0, 1) == NativeCalls.word("ijklmno", 0));
      answer(user.call("_lwp_setname", 12345, 0, 0));
      answer(user.call("_lwp_getname", 12345, 0));
    });
    assertThat(seen).containsExactly("0", true, true, "ESRCH", "ESRCH");
  }

  @Test
  void privateDataShouldBelongToTheLwp() {
    scenario(user -> {
      answer(user.call("_lwp_setprivate", 77));
      UserThread t = user.create(ThreadSpec.named("t"), u -> seen.add(u.call("_lwp_getprivate")));
      user.join(t);
      seen.add(user.call("_lwp_getprivate"));
    });
    assertThat(seen).containsExactly("0", 0L, 77L);
  }

  @Test
  void controlPageShouldBeOnePerLwpAndRefusedToAVforkedChild() {
    scenario(
        2,
        Map.of(),
        user -> {
          seen.add(user.call("_lwp_ctl", 3));
          seen.add(user.call("_lwp_ctl", 1));
          answer(user.call("_lwp_ctl", 4));
          UserThread t = user.create(ThreadSpec.named("t"), u -> seen.add(u.call("_lwp_ctl", 3)));
          user.join(t);
          user.fork(ThreadSpec.named("child"), true, u -> answer(u.call("_lwp_ctl", 3)));
        });
    assertThat(seen).containsExactly(0L, 0L, "ENODEV", 8L, "EBUSY");
  }

  @Test
  void exitShouldEndOnlyTheCaller() {
    scenario(user -> {
      UserThread t =
          user.create(
              ThreadSpec.named("t"),
              u -> {
                u.call("_lwp_exit");
                seen.add("returned");
              });
      answer(user.call("_lwp_wait", lid(user, t), WHERE));
    });
    assertThat(seen).containsExactly("LID");
  }
}
