package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The situations of NetBSD's own tests of futexes, t_futex_ops and t_futex_robust, with the same
 * expected results. Methods bear the names of the cases.
 */
class AtfFutexTest {
  private static final long WORD = 0x1000;
  private static final long WORD1 = 0x2000;
  private static final long MS = 1_000_000;
  private static final long SECOND = 1000 * MS;

  private final List<Object> seen = new ArrayList<>();

  private static void scenario(int cpus, Program main) {
    completed(run(cpus, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private static long futex(User user, long address, int op, long value, long timeout) {
    return user.call("__futex", address, op, value, timeout, 0, 0, 0);
  }

  private static long wakeOp(User user, long second, long wake2, int op, int flags) {
    return user.call("__futex", WORD, Futexes.WAKE_OP | flags, 1, -1, second, wake2, op);
  }

  private static UserThread waiter(User user, long address, int op, List<Object> results) {
    return user.create(ThreadSpec.named("waiter"), u -> results.add(futex(u, address, op, 1, -1)));
  }

  /** Every kind of backing is a word here; what differs is by what the futex is known. */
  @ParameterizedTest
  @CsvSource({"128,1", "0,1", "128,4", "0,4"})
  void futexBasicWaitWake(int flags, int cpus) {
    scenario(
        cpus,
        user -> {
          user.call("ustore_long", WORD, 1);
          seen.add(futex(user, WORD, Futexes.WAIT | flags, 0, -1));
          UserThread t = waiter(user, WORD, Futexes.WAIT | flags, seen);
          user.sleep(20 * MS);
          seen.add(futex(user, WORD, Futexes.WAKE | flags, -1, -1));
          seen.add(futex(user, WORD, Futexes.WAKE | flags, 1, -1));
          user.join(t);
        });
    assertThat(seen.subList(0, 2)).containsExactly((long) -Errno.EAGAIN, (long) -Errno.EINVAL);
    assertThat(seen.subList(2, 4)).containsExactlyInAnyOrder(1L, 0L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void futexBasicWaitWake_multiProcess(int cpus) {
    scenario(
        cpus,
        user -> {
          user.call("minherit", WORD, 4096);
          user.call("ustore_long", WORD, 1);
          UserThread child =
              user.fork(
                  ThreadSpec.named("child"),
                  false,
                  u -> u.exitProcess((int) futex(u, WORD, Futexes.WAIT, 1, -1)));
          user.sleep(20 * MS);
          seen.add(futex(user, WORD, Futexes.WAKE | Futexes.PRIVATE_FLAG, 1, -1));
          seen.add(futex(user, WORD, Futexes.WAKE, 1, -1));
          ProcessStatus status = new ProcessStatus();
          user.awaitProcess(child.process(), 0, status);
          seen.add(status.value());
        });
    assertThat(seen).containsExactly(0L, 1L, 0);
  }

  @Test
  void futexBasicWaitWake_ofCopiedMemoryConcernsOneProcess() {
    scenario(
        1,
        user -> {
          user.call("ustore_long", WORD, 1);
          UserThread child =
              user.fork(
                  ThreadSpec.named("child"),
                  false,
                  u -> {
                    long error = futex(u, WORD, Futexes.WAIT, 1, 50 * MS);
                    u.exitProcess((int) -error);
                  });
          user.sleep(20 * MS);
          seen.add(futex(user, WORD, Futexes.WAKE, 1, -1));
          ProcessStatus status = new ProcessStatus();
          user.awaitProcess(child.process(), 0, status);
          seen.add(status.value());
        });
    assertThat(seen).containsExactly(0L, Errno.ETIMEDOUT);
  }

  @Test
  void futexWaitPointlessBitset() {
    scenario(1, user -> seen.add(user.call("__futex", WORD, Futexes.WAIT_BITSET, 0, -1, 0, 0, 0)));
    assertThat(seen).containsExactly((long) -Errno.EINVAL);
  }

  /** The length of a wait, or as a bit set the time at which it ends; by either clock. */
  @ParameterizedTest
  @CsvSource({"0,0", "0,256", "9,0", "9,256"})
  void futexWaitTimeout(int op, int clock) {
    scenario(
        1,
        user -> {
          user.sleep(30 * MS);
          long begin = user.now();
          long until = op == Futexes.WAIT_BITSET ? begin + 2 * SECOND : 2 * SECOND;
          seen.add(user.call("__futex", WORD, op | clock, 0, until, 0, 0, Futexes.MATCH_ANY));
          seen.add(user.now() - begin >= 2 * SECOND);
          seen.add(user.now() - begin < 2 * SECOND + 50 * MS);
        });
    assertThat(seen).containsExactly((long) -Errno.ETIMEDOUT, true, true);
  }

  @ParameterizedTest
  @CsvSource({
    "0,65535,5,-1",
    "0,5,0,5",
    "1,2,5,7",
    "1,-1,5,4",
    "2,2,5,7",
    "3,1,5,4",
    "4,4,5,1",
    "8,4,0,16",
    "9,2,5,9",
    "10,1,5,7",
    "11,0,5,4",
    "12,2,5,1"
  })
  void futexWakeOp_op(int op, int oparg, long before, long after) {
    scenario(
        1,
        user -> {
          user.call("ustore_long", WORD1, before);
          int val3 = FutexOp.encode(op, oparg, FutexOp.CMP_EQ, 0);
          seen.add(wakeOp(user, WORD1, 0, val3, 0));
          seen.add((long) (int) user.call("ufetch_long", WORD1));
        });
    assertThat(seen).containsExactly(0L, after);
  }

  @Test
  void futexWakeOp_op_errors() {
    int set = FutexOp.encode(FutexOp.SET, 1, FutexOp.CMP_EQ, 0);
    scenario(
        1,
        user -> {
          int badShift = FutexOp.encode(FutexOp.SET | FutexOp.OPARG_SHIFT, 32, FutexOp.CMP_EQ, 0);
          seen.add(wakeOp(user, WORD1, 0, badShift, 0));
          seen.add(wakeOp(user, WORD1, 0, FutexOp.encode(5, 0, FutexOp.CMP_EQ, 0), 0));
          seen.add(wakeOp(user, WORD1, 0, FutexOp.encode(FutexOp.SET, 0, 6, 0), 0));
          seen.add(wakeOp(user, WORD1 + 1, 0, set, 0));
          seen.add(wakeOp(user, 0, 0, set, 0));
          seen.add(futex(user, 0, Futexes.WAIT, 0, -1));
        });
    long invalid = -Errno.EINVAL;
    long fault = -Errno.EFAULT;
    assertThat(seen).containsExactly(invalid, invalid, invalid, invalid, fault, fault);
  }

  /** Six wait for the second word; each comparison that does not hold wakes none of them. */
  @ParameterizedTest
  @CsvSource({"1,0", "4,128"})
  void futexWakeOp_cmp(int cpus, int flags) {
    // A comparison of the word, 0, with an argument for which it fails and one for which it holds.
    int[][] comparisons = {
      {FutexOp.CMP_EQ, 1, 0}, {FutexOp.CMP_NE, 0, 1}, {FutexOp.CMP_LT, 0, 1},
      {FutexOp.CMP_LE, -1, 0}, {FutexOp.CMP_GT, 0, -1}, {FutexOp.CMP_GE, 1, 0}
    };
    List<Object> results = new ArrayList<>();
    scenario(
        cpus,
        user -> {
          List<UserThread> waiters = new ArrayList<>();
          user.call("ustore_long", WORD1, 1);
          for (int i = 0; i < comparisons.length; i++) {
            waiters.add(waiter(user, WORD1, Futexes.WAIT | flags, results));
          }
          user.sleep(20 * MS);
          user.call("ustore_long", WORD1, 0);
          for (int[] c : comparisons) {
            for (int cmparg : new int[] {c[1], c[2]}) {
              int val3 = FutexOp.encode(FutexOp.SET, 0, c[0], cmparg);
              seen.add(wakeOp(user, WORD1, 1, val3, flags));
            }
          }
          waiters.forEach(user::join);
        });
    assertThat(seen).containsExactly(0L, 1L, 0L, 1L, 0L, 1L, 0L, 1L, 0L, 1L, 0L, 1L);
    assertThat(results).hasSize(6).containsOnly(0L);
  }

  @Test
  void futexWakeOp_shouldWakeTheFirstWordWhateverTheComparisonSays() {
    scenario(
        1,
        user -> {
          user.call("ustore_long", WORD, 1);
          UserThread t = waiter(user, WORD, Futexes.WAIT, seen);
          user.sleep(20 * MS);
          int val3 = FutexOp.encode(FutexOp.SET, 0, FutexOp.CMP_EQ, 77);
          seen.add(10 + wakeOp(user, WORD1, 1, val3, 0));
          user.join(t);
        });
    assertThat(seen).containsExactlyInAnyOrder(11L, 0L);
  }

  // ---- t_futex_robust

  private static final int LOCKS = 16;
  private static final long HEAD = 0x8000;
  private static final long ENTRIES = 0x9000;

  /** Sixteen locks held, on a list of entries that lie so far from the words. */
  private static void holdLocks(User user, long offset, long last) {
    long self = user.call("_lwp_self");
    user.call("ustore_long", HEAD, ENTRIES);
    user.call("ustore_long", HEAD + 8, offset);
    user.call("ustore_long", HEAD + 16, 0);
    for (int i = 0; i < LOCKS; i++) {
      long entry = ENTRIES + 64L * i;
      user.call("ustore_long", entry, i == LOCKS - 1 ? last : entry + 64);
      user.call("ustore_long", entry + offset, self | Futexes.WAITERS);
    }
    user.call("__futex_set_robust_list", HEAD, RobustFutexes.HEAD_SIZE);
  }

  private void dieHoldingLocks(long offset, long last, Program more) {
    scenario(
        1,
        user -> {
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    holdLocks(u, offset, last);
                    more.run(u);
                  });
          long lid = user.nativeId(t);
          seen.add(user.call("_lwp_wait", lid, 1) == lid);
          for (int i = 0; i < LOCKS; i++) {
            long word = user.call("ufetch_long", ENTRIES + 64L * i + offset);
            seen.add((word & Futexes.TID_MASK) == lid && (word & Futexes.OWNER_DIED) != 0);
          }
        });
    assertThat(seen).hasSize(1 + LOCKS);
  }

  @ParameterizedTest
  @ValueSource(longs = {16, -16})
  void futexRobust_positiveAndNegative(long offset) {
    dieHoldingLocks(offset, HEAD, u -> {});
    assertThat(seen).containsOnly(true);
  }

  @Test
  void futexRobust_unmapped() {
    dieHoldingLocks(16, HEAD, u -> u.call("__futex_set_robust_list", 8, RobustFutexes.HEAD_SIZE));
    assertThat(seen.get(0)).isEqualTo(true);
    assertThat(seen.subList(1, seen.size())).containsOnly(false);
  }

  /** The list never comes back to its head; after a million entries the kernel has had enough. */
  @Test
  void futexRobust_evilCircular() {
    dieHoldingLocks(16, ENTRIES, u -> {});
    assertThat(seen).containsOnly(true);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, -8, 0x9001})
  void futexRobust_badPending(long pending) {
    dieHoldingLocks(16, HEAD, u -> u.call("ustore_long", HEAD + 16, pending));
    assertThat(seen).containsOnly(true);
  }
}
