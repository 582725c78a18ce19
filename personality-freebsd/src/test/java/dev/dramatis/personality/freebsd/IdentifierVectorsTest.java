package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.machine.Violation;
import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.Test;

/** Ids, counts and hashes against the original. */
class IdentifierVectorsTest {
  private static final Vectors VECTORS = Vectors.of(IdentifierVectorsTest.class, "freebsd");

  private static final Checks CHECKS = new Checks(true, new StillMachine());

  @Test
  void shouldGiveAndTakeTidsInTheOrderOfTheOriginal() {
    long sequence = -1;
    TidBitmap bitmap = null;
    for (long[] r :
        VECTORS.rows(
            "tid_sequence",
            "seq",
            "maxthread",
            "step",
            "op_0alloc_1free",
            "arg_tid",
            "result_tid_or_minus1_assert",
            "trytid_after",
            "allocated_after")) {
      if (bitmap == null || r[0] != sequence) {
        sequence = r[0];
        bitmap = new TidBitmap(CHECKS, (int) r[1]);
      }
      String where = "sequence " + r[0] + " step " + r[2];
      assertThat(operate(bitmap, r[3] == 0, (int) r[4])).as(where).isEqualTo(r[5]);
      assertThat(bitmap.rotor()).as(where).isEqualTo((int) r[6]);
      assertThat(bitmap.population()).as(where).isEqualTo((int) r[7]);
    }
  }

  private static long operate(TidBitmap bitmap, boolean alloc, int tid) {
    try {
      if (alloc) {
        return bitmap.alloc();
      }
      bitmap.free(tid);
      return 0;
    } catch (Violation v) {
      return -1;
    }
  }

  @Test
  void shouldNoticeWrongUseOfTheTidBitmap() {
    for (long[] r :
        VECTORS.rows(
            "tid_asserts",
            "maxthread",
            "op_0alloc_when_full_1free_below_no_pid_2double_free",
            "arg_tid",
            "assert_fired")) {
      TidBitmap bitmap = new TidBitmap(CHECKS, (int) r[0]);
      for (int i = 0; i < r[0]; i++) {
        bitmap.alloc();
      }
      int tid = (int) r[2];
      if (r[1] == 2) {
        bitmap.free(tid);
      }
      assertThat(r[3]).isEqualTo(1);
      assertThatThrownBy(
              () -> {
                if (r[1] == 0) {
                  bitmap.alloc();
                } else {
                  bitmap.free(tid);
                }
              })
          .isInstanceOf(Violation.class);
    }
  }

  @Test
  void shouldCountThreadsAgainstTheLimitWithItsReserve() {
    for (long[] r :
        VECTORS.rows(
            "thread_count",
            "maxthread",
            "nthreads_before",
            "privileged",
            "granted",
            "nthreads_after")) {
      boolean refused = ThreadCount.refused((int) r[0], (int) r[1], r[2] != 0);
      assertThat(!refused).isEqualTo(r[3] != 0);
      assertThat(refused ? r[1] : r[1] + 1).isEqualTo(r[4]);
    }
  }

  @Test
  void shouldSizeTheTidHashLikeTheOriginal() {
    for (long[] r :
        VECTORS.rows(
            "tidhash_geometry",
            "maxproc",
            "elements",
            "hash_size",
            "tidhash_mask",
            "lock_count",
            "tidhashlock_mask",
            "buckets_per_lock")) {
      int size = TidHash.tableSize((int) r[0]);
      int locks = TidHash.lockCount(size);
      assertThat(new long[] {size, size - 1, locks, locks - 1, size / locks})
          .as("maxproc %d", r[0])
          .containsExactly(r[2], r[3], r[4], r[5], r[6]);
    }
  }

  @Test
  void shouldFindBucketAndStripeLikeTheOriginal() {
    for (long[] r : VECTORS.rows("tidhash_index", "maxproc", "tid", "bucket", "lock")) {
      assertThat(TidHash.bucket((int) r[0], (int) r[1])).isEqualTo((int) r[2]);
      assertThat(TidHash.lockIndex((int) r[0], (int) r[1])).isEqualTo((int) r[3]);
    }
  }

  @Test
  void shouldHashWaitChannelsLocksAndUserAddressesLikeTheOriginal() {
    for (long[] r :
        VECTORS.rows(
            "hash_chains", "address", "sleepq_chain", "turnstile_chain", "umtx_b", "umtx_chain")) {
      assertThat(SleepQueues.chainOf(r[0])).isEqualTo((int) r[1]);
      assertThat(Turnstiles.chainOf(r[0])).isEqualTo((int) r[2]);
      assertThat(Umtx.chainOf(r[0], r[3])).as("%d + %d", r[0], r[3]).isEqualTo((int) r[4]);
    }
  }

  @Test
  void shouldFlushReapedIdsAndCountsInTheBatchesOfTheOriginal() {
    for (long[] r :
        VECTORS.rows(
            "reap_batch",
            "zombies",
            "tid_flush_count",
            "count_flush_count",
            "max_tids_pending",
            "max_counts_pending")) {
      int[] seen = new int[4];
      Reaper.Batch batch =
          new Reaper.Batch(CHECKS) {
            @Override
            void flushTids(int[] ids, int n) {
              seen[0]++;
            }

            @Override
            void flushCounts(int n) {
              seen[1]++;
            }
          };
      for (int i = 0; i < r[0]; i++) {
        batch.tidbatchAdd(TidBitmap.NO_PID + i);
        batch.tdcountbatchAdd();
        seen[2] = Math.max(seen[2], batch.pendingTids());
        seen[3] = Math.max(seen[3], batch.pendingCounts());
        batch.tidbatchProcess();
        batch.tdcountbatchProcess();
      }
      batch.tidbatchFinal();
      batch.tdcountbatchFinal();
      assertThat(seen)
          .as("%d zombies", r[0])
          .containsExactly((int) r[1], (int) r[2], (int) r[3], (int) r[4]);
    }
  }

  @Test
  void shouldWantTheReaperWhenTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows("reap_callout", "hz", "cticks", "lticks", "has_zombies", "wantreap")) {
      assertThat(Reaper.wantReap((int) r[0], (int) r[1], (int) r[2], r[3] != 0))
          .isEqualTo(r[4] != 0);
    }
  }
}
