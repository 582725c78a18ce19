package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.await;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the system's own tests and manuals expect of the thread calls: one test for each row that
 * can be modelled. Not modelled are the rows about the events of a debugger (PT_KILL, event masks,
 * siginfo, LWP events, attaching), about jails, and about loading and unloading kernel modules.
 */
class FreebsdScenariosTest {
  private final List<Object> seen = new ArrayList<>();

  private static long negated(int errno) {
    return -errno;
  }

  // ---- libthr: pthread_tryjoin_test

  /** A library that only looks at the word with the id says EBUSY while the thread runs. */
  @Test
  void pthreadTryjoin() {
    Lab.run(
        1,
        user -> {
          thread(
              user,
              u -> {
                u.sleep(5 * MS);
                u.call("thr_exit", 64);
              });
          seen.add(user.call("fuword", 64));
          user.sleep(10 * MS);
          seen.add(user.call("fuword", 64));
        });
    assertThat(seen).containsExactly(0L, 1L);
  }

  // ---- kern: sched_affinity

  @Test
  void setInvalidCpu() {
    Lab.run(
        2,
        user -> {
          seen.add(user.call("sched_setaffinity", 0, 8, 0b110));
          seen.add(user.call("cpuset_getaffinity", -1, 8));
          seen.add(user.call("cpuset_setaffinity", -1, 8, 0b101));
          seen.add(user.call("cpuset_getaffinity", -1, 8));
        });
    assertThat(seen).containsExactly(0L, 0b10L, negated(Errno.EINVAL), 0b10L);
  }

  @Test
  void setValidCpuAndBeThereAtReturn() {
    Lab.run(
        4,
        user -> {
          for (int cpu = 3; cpu >= 0; cpu--) {
            user.call("sched_setaffinity", 0, 8, 1L << cpu);
            seen.add(user.self().context().cpu().id());
          }
        });
    assertThat(seen).containsExactly(3, 2, 1, 0);
  }

  @Test
  void setZeroSets() {
    Lab.run(
        2,
        user -> {
          seen.add(user.call("sched_setaffinity", 0, 8, 0));
          seen.add(user.call("cpuset_setaffinity", -1, 8, 0));
          seen.add(user.call("cpuset_getaffinity", -1, 8));
        });
    assertThat(seen).containsExactly(negated(Errno.EINVAL), negated(Errno.EDEADLK), 0b11L);
  }

  @Test
  void setMaxSetSize() {
    Lab.run(
        2,
        user -> {
          seen.add(user.call("cpuset_setaffinity", -1, 128, 0b01));
          seen.add(user.call("cpuset_setaffinity", -1, 129, 0b01));
        });
    assertThat(seen).containsExactly(0L, negated(KernThr.ERANGE));
  }

  @Test
  void setMinSetSize() {
    Lab.run(2, user -> seen.add(user.call("cpuset_setaffinity", -1, 1, 0b10)));
    assertThat(seen).containsExactly(0L);
  }

  @Test
  void getMinSetSize() {
    Lab.run(
        9,
        user -> {
          seen.add(user.call("cpuset_getaffinity", -1, 1));
          seen.add(user.call("cpuset_getaffinity", -1, 2));
        });
    assertThat(seen).containsExactly(negated(KernThr.ERANGE), 0x1ffL);
  }

  @Test
  void setWithHoles() {
    Lab.run(
        4,
        user -> {
          seen.add(user.call("sched_setaffinity", 0, 8, 0b1010));
          seen.add(user.call("cpuset_getaffinity", -1, 8));
          seen.add(user.self().context().cpu().id() % 2);
        });
    assertThat(seen).containsExactly(0L, 0b1010L, 1);
  }

  @Test
  void affinityOfAThreadThatDoesNotExist() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("cpuset_setaffinity", 99, 8, 1));
          seen.add(user.call("cpuset_getaffinity", 99, 8));
          BitSet none = new BitSet();
          seen.add((long) -user.setAffinity(user.self(), none));
        });
    assertThat(seen)
        .containsExactly(negated(Errno.ESRCH), negated(Errno.ESRCH), negated(Errno.EINVAL));
  }

  // ---- ptrace: what is left without a debugger

  /** PROC_REAP_KILL must not hang on a child that is stopped. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void reapKillStopped(int cpus) {
    Lab.run(
        cpus,
        user -> {
          user.call("procctl", 0, 2, 0, 0, 0);
          fork(user, u -> u.sleep(500 * MS));
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          await(user, 2, Processes.WUNTRACED);
          seen.add(user.call("procctl", 0, 6, Signals.SIGKILL, 0, 0));
          seen.add(await(user, 2, 0));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen).containsExactly(1L, "2 KILLED 9", true);
  }

  /** The same for one whose only thread a debugger has suspended. */
  @Test
  void reapKillSuspendedByDebugger() {
    Lab.run(
        2,
        user -> {
          user.call("procctl", 0, 2, 0, 0, 0);
          UserThread child =
              fork(
                  user,
                  u -> {
                    thread(u, v -> v.compute(500 * MS));
                    u.sleep(500 * MS);
                  });
          user.sleep(MS);
          seen.add(user.suspend(child));
          seen.add(user.call("procctl", 0, 6, Signals.SIGKILL, 0, 0));
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(0, 1L, "2 KILLED 9");
  }

  /** Killed at the birth of a thread: nothing is reported but the death, then there is no child. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void killAtThreadBirth(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                while (true) {
                  u.create(ThreadSpec.named("born").asDetached(), v -> {});
                  u.compute(MS / 20);
                }
              });
          user.sleep(3 * MS);
          user.kill(2, Signals.SIGKILL);
          seen.add(await(user, 2, 0));
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 KILLED 9", "error " + Errno.ECHILD);
  }

  // ---- p1003_1b

  /** Ten of the highest FIFO priority take turns, in the order in which they came. */
  @Test
  void yieldInStrictRounds() {
    Lab.run(
        1,
        user -> {
          user.setScheduling(user.self(), SchedClass.FIFO, 99, 0);
          for (int i = 0; i < 10; i++) {
            int number = i;
            user.create(
                ThreadSpec.named("y" + i).scheduled(SchedClass.FIFO, 99, 0),
                u -> {
                  for (int round = 0; round < 20; round++) {
                    seen.add(number);
                    u.yield();
                  }
                });
          }
          assertThat(seen).isEmpty();
          for (int i = 0; i < 30; i++) {
            user.yield();
          }
        });
    assertThat(seen).hasSize(200);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i)).isEqualTo(i % 10);
    }
  }

  /** 32 priorities of each real-time class, and what is set is read back. */
  @ParameterizedTest
  @ValueSource(ints = {KernThr.RTP_PRIO_FIFO, KernThr.RTP_PRIO_REALTIME})
  void prioritiesAreReadBack(int type) {
    Lab.run(
        1,
        Map.of("uid", "0"),
        user -> {
          for (int prio = 0; prio <= KernThr.RTP_PRIO_MAX; prio++) {
            user.call("rtprio_thread", KernThr.RTP_SET, 0, type, prio);
            seen.add(user.call("rtprio_thread", KernThr.RTP_LOOKUP, 0, 0, 0));
            assertThat(Lab.kthread(user).basePri).isEqualTo((short) (48 + prio));
          }
        });
    for (int prio = 0; prio <= KernThr.RTP_PRIO_MAX; prio++) {
      assertThat(seen.get(prio)).isEqualTo((long) type * 256 + prio);
    }
  }

  // ---- kern_thr.c: thr_new

  @Test
  void thrNewWithoutThePrivilegeForItsPriority() {
    List<Integer> errors = thrNew(Map.of());
    assertThat(errors).containsExactly(Errno.EPERM, Errno.EINVAL, Errno.EINVAL);
  }

  @Test
  void thrNewWithPrioritiesThatDoNotExist() {
    List<Integer> errors = thrNew(Map.of("uid", "0"));
    assertThat(errors).containsExactly(Errno.EINVAL, Errno.EINVAL, Errno.EINVAL);
  }

  /** Real time beyond the last priority, a class not for new threads, one that does not exist. */
  private static List<Integer> thrNew(Map<String, String> options) {
    List<Integer> errors = new ArrayList<>();
    Lab.run(
        1,
        options,
        user -> {
          KThread td = Lab.kthread(user);
          ThrCalls calls = td.k.calls;
          errors.add(calls.thrNew(td, user.self(), KernThr.RTP_PRIO_REALTIME, 32));
          errors.add(calls.thrNew(td, user.self(), KernThr.RTP_PRIO_IDLE, 32));
          errors.add(calls.thrNew(td, user.self(), 7, 0));
        });
    return errors;
  }

  @Test
  void thrNewBeyondTheLimitOfTheProcess() {
    Lab.run(
        1,
        Map.of("max-threads-per-proc", "2"),
        user -> {
          thread(user, u -> u.sleep(MS));
          KThread td = Lab.kthread(user);
          seen.add(td.k.calls.thrNew(td, user.self(), KernThr.RTP_PRIO_NORMAL, 0));
          seen.add(user.create(ThreadSpec.named("refused"), u -> {}) == null);
        });
    assertThat(seen).containsExactly(Errno.EPROCLIM, true);
  }

  /** A thread that is born while its process stops is told to look. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void thrNewInAProcessThatStops(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                u.kill(2, 0);
                KThread td = Lab.kthread(u);
                // as if the stop came while the thread is being made
                td.proc().flag |= Proc.P_STOPPED_SIG;
                UserThread born =
                    Objects.requireNonNull(
                        u.create(ThreadSpec.named("born"), v -> seen.add("ran")));
                u.join(born);
              });
          user.sleep(10 * MS);
          seen.add("before");
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("before", "ran", "2 EXITED 0");
  }

  // ---- kern_thr.c: thr_kill, thr_kill2, thr_set_name

  @Test
  void thrKill() {
    Lab.run(
        1,
        user -> {
          long self = user.call("thr_self");
          seen.add(user.call("thr_kill", -1, 0));
          seen.add(user.call("thr_kill", -1, 200));
          seen.add(user.call("thr_kill", self, 200));
          seen.add(user.call("thr_kill", 99, 200));
          seen.add(user.call("thr_kill", 99, 0));
          seen.add(user.call("thr_kill", self, 0));
        });
    assertThat(seen)
        .containsExactly(
            negated(Errno.ESRCH),
            negated(Errno.EINVAL),
            negated(Errno.EINVAL),
            negated(Errno.ESRCH),
            negated(Errno.ESRCH),
            0L);
  }

  @Test
  void thrKill2() {
    Lab.run(
        1,
        user -> {
          fork(
              user,
              u -> {
                seen.add(u.call("getpid"));
                seen.add(u.call("thr_self"));
                u.sleep(500 * MS);
              });
          user.sleep(MS);
          long pid = (long) seen.removeFirst();
          long tid = (long) seen.removeFirst();
          seen.add(user.call("thr_kill", tid, 0));
          seen.add(user.call("thr_kill2", pid, tid, 0));
          seen.add(user.call("thr_kill2", pid + 1, tid, 0));
          seen.add(user.call("thr_kill2", pid, -1, 200));
          seen.add(user.call("thr_kill2", pid + 1, -1, 0));
          seen.add(user.call("thr_kill2", 1, -1, 0));
          seen.add(user.call("thr_kill2", pid, tid, Signals.SIGTERM));
          seen.add(await(user, 2, 0));
        });
    assertThat(seen)
        .containsExactly(
            negated(Errno.ESRCH),
            0L,
            negated(Errno.ESRCH),
            negated(Errno.EINVAL),
            negated(Errno.ESRCH),
            negated(Errno.EPERM),
            0L,
            "2 KILLED 15");
  }

  @Test
  void thrSetName() {
    Lab.run(
        1,
        user -> {
          long self = user.call("thr_self");
          seen.add(
              user.call(
                  "thr_set_name",
                  self,
                  word("a name t"),
                  word("hat is l"),
                  word("onger th"),
                  word("an 19")));
          seen.add(Lab.kthread(user).name());
          seen.add(user.call("thr_set_name", 99, word("x"), 0, 0, 0));
          seen.add(user.call("thr_set_name", self, word("short"), 0, 0, 0));
          seen.add(Lab.kthread(user).name());
        });
    assertThat(seen).containsExactly(0L, "a name that is long", negated(Errno.ESRCH), 0L, "short");
  }

  private static long word(String text) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word = word << 8 | (i < text.length() ? text.charAt(i) : 0);
    }
    return word;
  }

  // ---- kern_thread.c: ids and zombies

  @Test
  void tidsAreNotUsedAgainAtOnce() {
    Lab.run(
        1,
        user -> {
          for (int i = 0; i < 4; i++) {
            user.join(thread(user, u -> seen.add(u.call("thr_self"))));
            user.sleep(MS);
          }
        });
    long first = (long) seen.get(0);
    assertThat(first).isGreaterThanOrEqualTo(TidBitmap.NO_PID);
    assertThat(seen).containsExactly(first, first + 1, first + 2, first + 3);
  }

  @Test
  void zombiesAreReapedWhenAThreadIsMade() {
    List<Integer> reaped = new ArrayList<>();
    Lab.completes(
        dev.dramatis.simulation.Simulation.run(
            Lab.config(
                    1,
                    Map.of(),
                    dev.dramatis.testkit.Runs.program(user -> {
                      for (int i = 0; i < 40; i++) {
                        thread(user, u -> {});
                      }
                      user.sleep(5 * MS);
                      thread(user, u -> {});
                    }))
                .withSinks(
                    List.of((time, kind, cpu, thread, arg) -> {
                      if (kind == EventKind.THREAD_REAP && thread > 0) {
                        reaped.add(thread);
                      }
                    }))));
    assertThat(reaped).hasSizeGreaterThanOrEqualTo(40);
  }

  // ---- kern_thread.c: thread_single, thread_suspend_check

  @Test
  void threadSingleWithoutThreadsSucceedsAndSetsNothing() {
    Lab.run(
        1,
        user -> {
          KThread td = Lab.kthread(user);
          Proc p = td.proc();
          p.mtx.lock(td);
          seen.add(td.k.single.threadSingle(td, p, SingleThreading.BOUNDARY));
          seen.add(p.shouldStop());
          p.mtx.unlock(td);
        });
    assertThat(seen).containsExactly(true, 0);
  }

  @Test
  void threadSingleBacksOutIfSomebodyElseWasFaster() {
    Lab.run(
        2,
        user -> {
          thread(
              user,
              u -> {
                u.sleep(2 * MS);
                // the other one waits for us, who have not stopped
                KThread td = Lab.kthread(u);
                Proc p = td.proc();
                p.mtx.lock(td);
                seen.add(td.k.single.threadSingle(td, p, SingleThreading.BOUNDARY));
                p.mtx.unlock(td);
              });
          KThread td = Lab.kthread(user);
          Proc p = td.proc();
          user.compute(MS);
          p.mtx.lock(td);
          p.singlethread = td;
          p.flag |= Proc.P_STOPPED_SINGLE;
          p.mtx.unlock(td);
          // somebody else's request stands for as long as the other thread needs to see it
          for (int i = 0; i < 4; i++) {
            td.pcpu.cpu.charge(MS);
            td.pcpu.cpu.checkpoint();
          }
          p.mtx.lock(td);
          p.singlethread = null;
          p.flag &= ~Proc.P_STOPPED_SINGLE;
          p.mtx.unlock(td);
          user.sleep(5 * MS);
        });
    assertThat(seen).containsExactly(false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void singleExitEndsSleepsWithEintrAndOthersWithErestart(int cpus) {
    for (int mode : new int[] {SingleThreading.EXIT, SingleThreading.BOUNDARY}) {
      Lab.run(
          cpus,
          user -> {
            KThread[] sleeper = {null};
            fork(
                user,
                u -> {
                  sleeper[0] = Lab.kthread(thread(u, v -> v.sleep(20 * MS)));
                  u.sleep(MS);
                  KThread td = Lab.kthread(u);
                  Proc p = td.proc();
                  p.mtx.lock(td);
                  td.k.single.threadSingle(td, p, mode);
                  seen.add(Objects.requireNonNull(sleeper[0]).intrval);
                  if (mode == SingleThreading.BOUNDARY) {
                    td.k.single.threadSingleEnd(td, p, mode);
                  }
                  p.mtx.unlock(td);
                  u.exitProcess(0);
                });
            await(user, 2, 0);
          });
    }
    assertThat(seen).containsExactly(SleepQueues.EINTR, SleepQueues.ERESTART);
  }

  /** The mode for whole processes leaves alone what is stopped, and what is exiting. */
  @Test
  void allprocRefusesStoppedProcesses() {
    Lab.run(
        2,
        user -> {
          UserThread child = fork(user, u -> u.sleep(20 * MS));
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          KThread td = Lab.kthread(user);
          Proc target = ((KThread) Objects.requireNonNull(child.attachment())).proc();
          target.mtx.lock(td);
          seen.add(td.k.single.threadSingle(td, target, SingleThreading.ALLPROC));
          target.mtx.unlock(td);
          user.kill(2, Signals.SIGCONT);
          target.mtx.lock(td);
          seen.add(td.k.single.threadSingle(td, target, SingleThreading.ALLPROC));
          td.k.single.threadSingleEnd(td, target, SingleThreading.ALLPROC);
          target.mtx.unlock(td);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(false, true, "2 EXITED 0");
  }

  @Test
  void suspendCheckReportsRatherThanExitsInsideTheKernel() {
    Lab.run(
        1,
        user -> {
          thread(user, u -> u.sleep(MS));
          KThread td = Lab.kthread(user);
          Proc p = td.proc();
          p.mtx.lock(td);
          KThread other = Objects.requireNonNull(p.lastThread);
          p.singlethread = other;
          p.flag |= Proc.P_STOPPED_SINGLE | Proc.P_SINGLE_EXIT;
          seen.add(td.k.single.threadSuspendCheck(td, true));
          p.flag &= ~Proc.P_SINGLE_EXIT;
          p.flag |= Proc.P_SINGLE_BOUNDARY;
          seen.add(td.k.single.threadSuspendCheck(td, true));
          p.flag &= ~(Proc.P_STOPPED_SINGLE | Proc.P_SINGLE_BOUNDARY);
          p.singlethread = null;
          seen.add(td.k.single.threadSuspendCheck(td, true));
          p.mtx.unlock(td);
        });
    assertThat(seen).containsExactly(SleepQueues.EINTR, SleepQueues.ERESTART, 0);
  }
}
