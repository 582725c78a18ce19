package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.await;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static dev.dramatis.spi.kernel.Processes.WCONTINUED;
import static dev.dramatis.spi.kernel.Processes.WUNTRACED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals: who takes them, when, and what they do to sleeps and to whole processes. */
class SignalsTest {
  private final List<Object> seen = new ArrayList<>();

  private static void catchWith(User user, int signal, boolean restart, Program handler) {
    user.setSignalAction(signal, SignalAction.caught(restart), handler);
  }

  // ---- death

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldEndAProcessThatDoesNothingAboutASignal(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(user, u -> u.compute(1_000 * MS));
          fork(user, u -> u.sleep(1_000 * MS));
          user.sleep(MS);
          user.kill(2, Signals.SIGTERM);
          user.kill(3, Signals.SIGKILL);
          seen.add(await(user, 2, 0));
          seen.add(await(user, 3, 0));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen)
        .containsExactly("2 KILLED " + Signals.SIGTERM, "3 KILLED " + Signals.SIGKILL, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldLeaveACoreDumpWithAllOtherThreadsStanding(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(1_000 * MS));
                thread(u, v -> v.sleep(1_000 * MS));
                u.sleep(MS);
                u.kill(2, Signals.SIGABRT);
              });
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 DUMPED " + Signals.SIGABRT);
  }

  @Test
  void shouldEndTheCallerToo() {
    Lab.run(
        1,
        user -> {
          fork(
              user,
              u -> {
                u.kill(2, Signals.SIGUSR1);
                seen.add("lived");
              });
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 KILLED " + Signals.SIGUSR1);
  }

  @Test
  void shouldDropWhatIsIgnored() {
    Lab.run(
        1,
        user -> {
          user.setSignalAction(Signals.SIGTERM, SignalAction.IGNORE, null);
          seen.add(user.kill(1, Signals.SIGTERM));
          seen.add(user.kill(1, Signals.SIGCHLD));
          seen.add(user.call("sigpending"));
        });
    assertThat(seen).containsExactly(0, 0, 0L);
  }

  @Test
  void shouldNotLetKillAndStopBeCaughtOrBlocked() {
    Lab.run(
        1,
        user -> {
          seen.add(user.setSignalAction(Signals.SIGKILL, SignalAction.IGNORE, null));
          seen.add(user.setSignalAction(Signals.SIGSTOP, SignalAction.caught(true), u -> {}));
          seen.add(user.setSignalAction(65, SignalAction.IGNORE, null));
          user.setSignalMask(-1L);
          seen.add(user.setSignalMask(0) & SigProps.CANTMASK);
        });
    assertThat(seen).containsExactly(Errno.EINVAL, Errno.EINVAL, Errno.EINVAL, 0L);
  }

  // ---- handlers

  @Test
  void shouldRunAHandlerOnTheWayBackFromTheCall() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          user.kill(1, Signals.SIGUSR1);
          seen.add("after");
        });
    assertThat(seen).containsExactly("handler", "after");
  }

  @Test
  void shouldBlockTheSignalAndTheMaskOfItsActionInAHandler() {
    Lab.run(
        1,
        user -> {
          long usr2 = Signals.bit(Signals.SIGUSR2);
          user.setSignalAction(
              Signals.SIGUSR1,
              new SignalAction(SignalAction.Kind.CATCH, usr2, true),
              u -> {
                long mask = u.setSignalMask(0);
                u.setSignalMask(mask);
                seen.add(mask);
              });
          user.kill(1, Signals.SIGUSR1);
          seen.add(user.setSignalMask(0));
        });
    assertThat(seen)
        .containsExactly(Signals.bit(Signals.SIGUSR1) | Signals.bit(Signals.SIGUSR2), 0L);
  }

  @Test
  void shouldQueueInstancesOfOneSignal() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.kill(1, Signals.SIGUSR1);
          user.kill(1, Signals.SIGUSR1);
          user.kill(1, Signals.SIGUSR1);
          seen.add("blocked");
          user.setSignalMask(0);
        });
    assertThat(seen).containsExactly("blocked", "handler", "handler", "handler");
  }

  @Test
  void shouldForgetInstancesBeyondTheLimitOfAProcess() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add(1));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          for (int i = 0; i < SigQueue.MAX_PENDING + 20; i++) {
            user.kill(1, Signals.SIGUSR1);
          }
          user.setSignalMask(0);
        });
    // one more for the bit that all beyond the limit share
    assertThat(seen).hasSize(SigQueue.MAX_PENDING + 1);
  }

  @Test
  void shouldTakeLowNumbersFirstSoThatTheirHandlersRunLast() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGHUP, true, u -> seen.add("hup"));
          catchWith(user, Signals.SIGTERM, true, u -> seen.add("term"));
          user.setSignalMask(-1L);
          user.kill(1, Signals.SIGTERM);
          user.kill(1, Signals.SIGHUP);
          user.setSignalMask(0);
        });
    assertThat(seen).containsExactly("term", "hup");
  }

  // ---- interrupted calls

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRestartACallOrFailItAsTheActionSays(boolean restart) {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, restart, u -> seen.add("handler"));
          fork(
              user,
              u -> {
                u.sleep(MS);
                u.kill(1, Signals.SIGUSR1);
                u.sleep(5 * MS);
              });
          seen.add(await(user, Processes.ANY, 0));
          user.sleep(10 * MS);
        });
    assertThat(seen).containsExactly("handler", restart ? "2 EXITED 0" : "error " + Errno.EINTR);
  }

  @Test
  void shouldSleepOnAfterAHandler() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          thread(
              user,
              u -> {
                u.sleep(2 * MS);
                u.kill(user.self(), Signals.SIGUSR1);
              });
          long start = user.now();
          user.sleep(10 * MS);
          seen.add(user.now() - start >= 10 * MS);
        });
    assertThat(seen).containsExactly("handler", true);
  }

  @Test
  void shouldFailANativeSleepWhateverTheActionSays() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          thread(
              user,
              u -> {
                u.sleep(2 * MS);
                u.kill(user.self(), Signals.SIGUSR1);
              });
          seen.add(user.call("nanosleep", 10 * MS));
        });
    assertThat(seen).containsExactly("handler", -(long) Errno.EINTR);
  }

  @Test
  void shouldKeepAWaiterOnItsConditionAcrossAHandler() {
    Lab.run(
        1,
        user -> {
          UserMutex m = user.newMutex("m");
          UserCondition c = user.newCondition("c");
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          UserThread waiter =
              thread(
                  user,
                  u -> {
                    u.lock(m);
                    seen.add(u.await(c, m));
                    u.unlock(m);
                  });
          user.sleep(MS);
          user.kill(waiter, Signals.SIGUSR1);
          user.sleep(MS);
          seen.add("signal");
          user.signal(c);
          user.join(waiter);
        });
    assertThat(seen).containsExactly("handler", "signal", 0);
  }

  @Test
  void shouldWaitInSigsuspendForAHandler() {
    Lab.run(
        1,
        user -> {
          long usr1 = Signals.bit(Signals.SIGUSR1);
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add("handler"));
          user.setSignalMask(usr1);
          thread(
              user,
              u -> {
                u.sleep(2 * MS);
                u.kill(1, Signals.SIGUSR1);
              });
          seen.add(user.signalSuspend(0));
          seen.add(user.setSignalMask(0) == usr1);
        });
    assertThat(seen).containsExactly("handler", Errno.EINTR, true);
  }

  @Test
  void shouldTakeASignalWithoutAHandlerInSigtimedwait() {
    Lab.run(
        1,
        user -> {
          long usr1 = Signals.bit(Signals.SIGUSR1);
          user.setSignalMask(usr1);
          seen.add(user.call("sigtimedwait", usr1, 0));
          thread(
              user,
              u -> {
                u.setSignalMask(usr1);
                u.sleep(2 * MS);
                u.kill(1, Signals.SIGUSR1);
              });
          seen.add(user.call("sigtimedwait", usr1, -1));
          seen.add(user.call("sigpending"));
          user.sleep(5 * MS);
        });
    assertThat(seen).containsExactly(-(long) Errno.EAGAIN, (long) Signals.SIGUSR1, 0L);
  }

  // ---- which thread

  @Test
  void shouldGiveAProcessSignalToAThreadThatDoesNotBlockIt() {
    Lab.run(
        2,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add(u.self().name()));
          thread(user, u -> u.sleep(20 * MS));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.kill(1, Signals.SIGUSR1);
          user.sleep(5 * MS);
        });
    assertThat(seen).containsExactly("thread");
  }

  @Test
  void shouldHandAPendingSignalOnWhenAnotherThreadUnblocksIt() {
    Lab.run(
        1,
        user -> {
          long usr1 = Signals.bit(Signals.SIGUSR1);
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add(u.self().name()));
          user.setSignalMask(usr1);
          thread(
              user,
              u -> {
                u.sleep(5 * MS);
                seen.add("unblock");
                u.setSignalMask(0);
              });
          user.kill(1, Signals.SIGUSR1);
          user.sleep(10 * MS);
        });
    assertThat(seen).containsExactly("unblock", "thread");
  }

  @Test
  void shouldHandSignalsOnWhenTheThreadThatWasToTakeThemExits() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGUSR1, true, u -> seen.add(u.self().name()));
          thread(user, u -> u.sleep(20 * MS));
          user.sleep(MS);
          KThread td = Lab.kthread(user);
          Proc p = td.proc();
          p.mtx.lock(td);
          // chosen for the caller, which does not get to take it
          p.sigqueue.add(p, Signals.SIGUSR1, new Ksi(Signals.SIGUSR1, null));
          p.mtx.unlock(td);
          user.exit();
        });
    assertThat(seen).containsExactly("thread");
  }

  @Test
  void shouldStartThreadsAndChildrenWithTheMaskOfTheirMaker() {
    Lab.run(
        1,
        user -> {
          long usr1 = Signals.bit(Signals.SIGUSR1);
          user.setSignalMask(usr1);
          user.join(thread(user, u -> seen.add(u.setSignalMask(0))));
          fork(user, u -> seen.add(u.setSignalMask(0)));
          await(user, 2, 0);
          assertThat(seen).containsExactly(usr1, usr1);
        });
  }

  @Test
  void shouldSignalAllMembersOfAGroup() {
    Lab.run(
        1,
        user -> {
          for (int i = 0; i < 2; i++) {
            fork(
                user,
                u -> {
                  u.sleep(MS);
                  u.compute(500 * MS);
                });
          }
          seen.add(user.setGroup(2, 0));
          seen.add(user.setGroup(3, 2));
          seen.add(user.setGroup(3, 77));
          seen.add(user.kill(-2, 0));
          seen.add(user.kill(-3, 0));
          user.kill(-2, Signals.SIGTERM);
          seen.add(await(user, 2, 0));
          seen.add(await(user, 3, 0));
          seen.add(user.kill(-2, 0));
        });
    assertThat(seen)
        .containsExactly(
            0,
            0,
            Errno.EPERM,
            0,
            Errno.ESRCH,
            "2 KILLED " + Signals.SIGTERM,
            "3 KILLED " + Signals.SIGTERM,
            Errno.ESRCH);
  }

  // ---- stopping

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldStopAWholeProcessAndLetItGoOn(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(4 * MS));
                thread(u, v -> v.sleep(4 * MS));
                u.sleep(4 * MS);
              });
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          seen.add(await(user, 2, WUNTRACED));
          seen.add(await(user, 2, WUNTRACED | Processes.WNOHANG));
          user.sleep(50 * MS);
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, WCONTINUED));
          seen.add(await(user, 2, 0));
          seen.add(user.now() >= 50 * MS);
        });
    assertThat(seen)
        .containsExactly(
            "2 STOPPED " + Signals.SIGSTOP,
            "0 EXITED 0",
            "2 CONTINUED " + Signals.SIGCONT,
            "2 EXITED 0",
            true);
  }

  @Test
  void shouldSuspendASleeperWhereItIs() {
    Lab.run(
        1,
        user -> {
          UserThread child = fork(user, u -> u.sleep(30 * MS));
          user.sleep(MS);
          KThread td = (KThread) child.attachment();
          user.kill(2, Signals.SIGSTOP);
          seen.add((int) td.inhibitors);
          user.sleep(50 * MS);
          // the sleep is over, the stop is not
          seen.add((int) td.inhibitors);
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    int both = KThread.TDI_SLEEPING | KThread.TDI_SUSPENDED;
    assertThat(seen).containsExactly(both, (int) KThread.TDI_SUSPENDED, "2 EXITED 0");
  }

  @Test
  void shouldPutASleeperBackToSleepWhenTheStopEndsFirst() {
    Lab.run(
        1,
        user -> {
          UserThread child = fork(user, u -> u.sleep(30 * MS));
          user.sleep(MS);
          KThread td = (KThread) child.attachment();
          user.kill(2, Signals.SIGSTOP);
          user.kill(2, Signals.SIGCONT);
          seen.add((int) td.inhibitors);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly((int) KThread.TDI_SLEEPING, "2 EXITED 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldKillAStoppedProcess(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(1_000 * MS));
                u.sleep(1_000 * MS);
              });
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          await(user, 2, WUNTRACED);
          user.kill(2, Signals.SIGTERM);
          seen.add(await(user, 2, Processes.WNOHANG));
          user.kill(2, Signals.SIGKILL);
          seen.add(await(user, 2, 0).startsWith("2 KILLED"));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen).containsExactly("0 EXITED 0", true, true);
  }

  @Test
  void shouldRunTheHandlerOfSigcontAfterTheStop() {
    Lab.run(
        1,
        user -> {
          fork(
              user,
              u -> {
                catchWith(u, Signals.SIGCONT, true, v -> seen.add("handler"));
                u.sleep(10 * MS);
              });
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          user.sleep(MS);
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("handler", "2 EXITED 0");
  }

  @Test
  void shouldTellTheParentOfAStopBySigchld() {
    Lab.run(
        1,
        user -> {
          catchWith(user, Signals.SIGCHLD, true, u -> seen.add("child"));
          fork(user, u -> u.sleep(5 * MS));
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          user.sleep(MS);
          seen.add("stopped");
          user.kill(2, Signals.SIGCONT);
          user.sleep(MS);
          seen.add("continued");
          user.sleep(20 * MS);
          seen.add("ended");
          await(user, 2, 0);
        });
    assertThat(seen).containsExactly("child", "stopped", "child", "continued", "child", "ended");
  }

  @Test
  void shouldPutAStopOffWhileAParentWaitsForItsVfork() {
    Lab.run(
        1,
        user -> {
          user.fork(
              dev.dramatis.spi.workload.ThreadSpec.named("child"),
              true,
              u -> {
                u.kill(2, Signals.SIGSTOP);
                seen.add("not stopped");
                u.exec(v -> seen.add("program"));
              });
          seen.add(await(user, 2, WUNTRACED));
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen)
        .containsExactly("not stopped", "2 STOPPED " + Signals.SIGSTOP, "program", "2 EXITED 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldExecuteAProgramWhileBeingStoppedAndContinued(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(50 * MS));
                thread(u, v -> v.sleep(50 * MS));
                u.sleep(MS);
                u.exec(v -> v.exitProcess(5));
              });
          for (int i = 0; i < 20; i++) {
            user.sleep(MS / 10);
            user.kill(2, Signals.SIGSTOP);
            user.sleep(MS / 10);
            user.kill(2, Signals.SIGCONT);
          }
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 5");
  }
}
