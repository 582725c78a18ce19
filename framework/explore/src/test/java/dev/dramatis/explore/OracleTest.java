package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.toy.Toy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers of inequivalent executions that other model checkers, and combinatorics, give for known
 * programs.
 */
class OracleTest {

  static Toy program(String name, int n) {
    return switch (name) {
      case "readers" -> Programs.readers(n);
      case "lastzero" -> Programs.lastzero(n);
      case "sigma" -> Programs.sigma(n);
      case "indexer" -> Programs.indexer(n);
      case "filesystem" -> Programs.filesystem(n);
      case "lastwrite" -> Programs.lastwrite(n);
      case "floating_read" -> Programs.floatingRead(n);
      case "ainc" -> Programs.ainc(n);
      case "binc" -> Programs.binc(n);
      case "redundant_co" -> Programs.redundantCo(n);
      case "opt_lock" -> Programs.optLock(n);
      case "race_parametric" -> Programs.raceParametric(n);
      case "circular_buffer" -> Programs.circularBuffer(n);
      case "fib_bench" -> Programs.fibBench(n);
      case "exponential_bug" -> Programs.exponentialBug(n);
      case "casrot" -> Programs.casrot(n);
      case "casw" -> Programs.casw(n);
      case "exit_wait" -> Programs.exitWait(n);
      case "mutex_deadlock" -> Programs.mutexes(n, false);
      case "mutex_order" -> Programs.mutexes(n, true);
      case "mutex_hard" -> Programs.mutexHard();
      case "mutex_deadlock_one" -> Programs.mutexOne(n);
      case "ticketlock" -> Programs.ticketlock(n);
      case "barrier" -> Programs.barrier(n);
      case "ttaslock" -> Programs.ttaslock(n);
      case "peterson" -> Programs.peterson();
      case "seqlock" -> Programs.seqlock();
      case "trylock_looks" -> Programs.tryLocks(n, 0, false);
      case "trylock_unlock" -> Programs.tryLocks(n, 0, true);
      case "vs_trylock_looks" -> Programs.tryLocks(n, 1, false);
      case "vs_trylock" -> Programs.tryLocks(n, 1, true);
      case "exchange_deadlock" -> Programs.exchanges(n, false);
      case "exchange_unlock" -> Programs.exchanges(n, true);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "readers, 1, 2",
    "readers, 2, 4",
    "readers, 3, 8",
    "readers, 4, 16",
    "readers, 8, 256",
    "readers, 13, 8192",
    "lastzero, 1, 2",
    "lastzero, 2, 5",
    "lastzero, 3, 12",
    "lastzero, 4, 28",
    "lastzero, 5, 64",
    "lastzero, 10, 3328",
    "lastzero, 15, 147456",
    "sigma, 3, 15",
    "sigma, 4, 105",
    "sigma, 5, 945",
    "sigma, 6, 10395",
    "sigma, 7, 135135",
    "indexer, 12, 8",
    "indexer, 13, 64",
    "indexer, 14, 512",
    "indexer, 15, 4096",
    "filesystem, 14, 2",
    "filesystem, 16, 8",
    "filesystem, 18, 32",
    "filesystem, 20, 128",
    "lastwrite, 3, 6",
    "lastwrite, 5, 120",
    "lastwrite, 7, 5040",
    "floating_read, 3, 24",
    "floating_read, 5, 720",
    "ainc, 2, 2",
    "ainc, 3, 6",
    "ainc, 4, 24",
    "ainc, 5, 120",
    "ainc, 6, 720",
    "ainc, 7, 5040",
    "binc, 2, 4",
    "binc, 3, 36",
    "binc, 4, 576",
    "redundant_co, 1, 12",
    "redundant_co, 2, 90",
    "redundant_co, 3, 560",
    "opt_lock, 2, 42",
    "opt_lock, 3, 126",
    "opt_lock, 4, 346",
    "race_parametric, 2, 34",
    "race_parametric, 3, 328",
    "race_parametric, 4, 3334",
    "race_parametric, 6, 372436",
    "circular_buffer, 2, 6",
    "circular_buffer, 4, 70",
    "circular_buffer, 6, 924",
    "fib_bench, 2, 140",
    "fib_bench, 3, 1698",
    "fib_bench, 4, 19605",
    "fib_bench, 5, 218243",
    "exponential_bug, 1, 1955",
    "exponential_bug, 2, 9326",
    "exponential_bug, 3, 36570",
    "casrot, 2, 2",
    "casrot, 3, 5",
    "casrot, 4, 14",
    "casrot, 5, 43",
    "casrot, 6, 144",
    "casrot, 7, 523",
    "casrot, 8, 2048",
    "casrot, 9, 8597",
    "casrot, 10, 38486",
    "casw, 2, 6",
    "casw, 3, 66",
    "casw, 4, 1200",
    "casw, 5, 32880",
    "casw, 6, 1270080",
    "exit_wait, 2, 8",
    "exit_wait, 3, 120",
    "exit_wait, 4, 7680",
    "mutex_deadlock, 2, 2",
    "mutex_deadlock, 3, 3",
    "mutex_deadlock_one, 3, 5",
    "mutex_order, 2, 2",
    "mutex_order, 3, 6",
    "mutex_hard, 3, 4",
    "ticketlock, 2, 2",
    "barrier, 2, 2",
    "vs_trylock, 1, 3",
    "vs_trylock, 2, 16",
    "trylock_unlock, 3, 24",
    // fewer if attempts that fail at the same owner need no order
    "vs_trylock_looks, 1, 3",
    "vs_trylock_looks, 2, 15",
    "trylock_looks, 3, 21",
    // with attempts that always write it is 24, and 6 if nobody releases
    "exchange_unlock, 3, 24",
    "exchange_deadlock, 3, 6",
  })
  void shouldFindEveryTraceOnceWithWakeupTrees(String name, int n, long traces) {
    Exploration found = PartialOrder.OPTIMAL.explore(program(name, n), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(traces);
    assertThat(found.sleepBlocked()).isZero();
    assertThat(found.complete()).isTrue();
  }

  /** GenMC leaves executions out in which a thread would have to try once more. */
  @ParameterizedTest
  @CsvSource({"ttaslock, 2, 4", "peterson, 2, 4", "seqlock, 2, 2"})
  void shouldFindEveryTraceThatNeedsNoRepetition(String name, int n, long traces) {
    Exploration found = PartialOrder.OPTIMAL.explore(program(name, n), Budget.UNLIMITED);
    assertThat(found.traces() - found.deadlocks()).isEqualTo(traces);
    assertThat(found.complete()).isTrue();
  }

  /**
   * What dist/docs/explorer-compared.md shows beside SPIN, whose model has states that this one has
   * not: between a test and what follows, and before a lock is taken again.
   */
  @ParameterizedTest
  @CsvSource({"3, 344", "4, 1695", "5, 9146", "6, 55105"})
  void shouldVisitEveryStateOnce(int exiting, long states) {
    Exploration found =
        new Stateful().explore(Programs.exitWait(exiting).marking(), Budget.UNLIMITED);
    assertThat(found.states()).isEqualTo(states);
    assertThat(found.complete()).isTrue();
    assertThat(found.deadlocks()).isZero();
  }

  @Test
  void shouldBlockAsManySourceExecutionsAsNidhugg() {
    Exploration found = PartialOrder.SOURCE.explore(Programs.lastzero(10), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(3328);
    assertThat(found.sleepBlocked()).isEqualTo(16867);
  }

  @ParameterizedTest
  @CsvSource({"3, 7", "4, 15", "6, 63", "8, 255"})
  void shouldFindTheOneDeadlockOfPhilosophers(int n, long traces) {
    Exploration found =
        PartialOrder.OPTIMAL.explore(Programs.philosophers(n, false), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(traces);
    assertThat(found.deadlocks()).isEqualTo(1);
  }

  @Test
  void shouldFindNoDeadlockIfOneTakesTheRightForkFirst() {
    Exploration found =
        PartialOrder.OPTIMAL.explore(Programs.philosophers(3, true), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(6);
    assertThat(found.deadlocks()).isZero();
  }
}
