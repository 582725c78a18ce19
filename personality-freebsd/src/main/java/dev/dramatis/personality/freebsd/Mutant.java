package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Mutation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliberate faults, one of which a kernel can be booted with ({@code personality.mutate=ID}), to
 * show that checks and searches find it. The places that have one ask {@link Kern#fault}.
 *
 * <p>Nothing that a program does can tell some of them from an honest kernel:
 *
 * <ul>
 *   <li>{@link #FREE_SKIP_DRAIN}: a timeout that comes after the thread has ended finds another
 *       deadline, or none, and goes away
 *   <li>{@link #SINGLE_SKIP_OFF_CPU}: the last to suspend drops p_slock and leaves its CPU in one
 *       step here, unless it takes the next thread from another CPU at that very moment
 *   <li>{@link #SUSP_IGNORE_EXIT}: a retry loop ends by itself when those that it competes with are
 *       gone; what it takes meanwhile dies with the process
 *   <li>{@link #FLASH_NO_COUNT}: only a debugger calls it, and there is none
 * </ul>
 */
enum Mutant {
  COUNT_KEEP_FAILED("thread_count_inc_try.keep", "a refused try leaves its count behind"),
  COUNT_SKIP_REAP("thread_count_inc.skip-reap", "nothing is reaped before the first try"),
  TID_ROTOR_AHEAD("tid_alloc.rotor-ahead", "the rotor begins at the second id"),
  TID_BIT_LOST("tid_alloc.bit-lost", "the id is not marked as taken"),
  TID_FREE_UNLOCKED("tid_free_batch.early-unlock", "tid_lock is dropped before the ids are freed"),
  BATCH_COUNTS_FIRST("thread_reap_domain.counts-first", "counts are given back before the ids"),
  BATCH_OVERFULL("tidbatch_process.skip", "a full batch of ids is not flushed"),
  ALLOC_KEEP_STACK("thread_free_batched.keep-stack", "the kernel stack stays with the free object"),
  FREE_SKIP_DRAIN("thread_free_batched.skip-drain", "a running timeout is not waited for"),
  COW_NO_HOLD("thread_cow_get.no-hold", "the credentials are copied without a reference"),
  COW_STALE("thread_cow_update.stale", "the generation is taken over without the credentials"),
  LINK_NO_COUNT("thread_link.no-count", "p_numthreads is not raised"),
  UNLINK_KEEP_LISTED("thread_unlink.keep-listed", "the thread stays on p_threads"),
  EXIT_DROP_WAKEUP("thread_exit.drop-wakeup", "the last thread does not wake the single-threader"),
  EXIT_NO_COUNT("thread_exit.no-count", "p_exitthreads is not raised"),
  EXIT_EARLY_UNLOCK("thread_exit.early-unlock", "p_slock is dropped before the thread is unlinked"),
  EXIT_KEEP_STATE("thread_exit.keep-state", "the dead thread does not become inactive"),
  EXIT_RETURNS("thread_exit.returns", "sched_throw comes back"),
  STASH_LATE_COUNT(
      "thread_stash.late-count", "p_exitthreads is lowered after the thread is listed"),
  STASH_NO_COUNT("thread_stash.no-count", "p_exitthreads is never lowered"),
  ZOMBIE_LOST("thread_zombie.lost", "the list begins anew with each zombie"),
  WAIT_SKIP_LOCK("thread_wait.skip-lock", "the last thread is not waited for to leave its CPU"),
  REMAINING_SUSPENDED("calc_remaining.suspended", "for EXIT, suspended threads count as gone"),
  WEED_SKIP_ABORT("weed_inhib.skip-abort", "interruptible sleeps are not ended"),
  WEED_SKIP_RECHECK("weed_inhib.skip-recheck", "after an unsuspension the thread is left alone"),
  SINGLE_DROP_AST("thread_single.drop-ast", "the others are not told to suspend"),
  SINGLE_DROP_IPI("thread_single.drop-ipi", "threads on other CPUs are not interrupted"),
  SINGLE_IGNORE_OTHER("thread_single.ignore-other", "a single-threader before us is not respected"),
  SINGLE_SKIP_OFF_CPU("thread_single.skip-off-cpu", "threads may still be on their CPUs"),
  SINGLE_SKIP_EXITING("thread_single.skip-exiting", "p_exitthreads is not waited for"),
  CHECK_DROP_WAKEUP(
      "thread_suspend_check.drop-wakeup", "the last to stop does not wake the waiter"),
  CHECK_IF("thread_suspend_check.if", "after a suspension nothing is checked again"),
  CHECK_NO_BOUNDARY("thread_suspend_check.no-boundary", "stopping at the boundary is not counted"),
  CHECK_EARLY_UNLOCK("thread_suspend_check.early-unlock", "p_slock is dropped before suspending"),
  CHECK_SWAPPED_LOCKS("thread_suspend_check.swapped-locks", "the thread lock goes before p_slock"),
  CHECK_RETURNS("kern_thr_exit.returns", "a thread told to exit comes back instead"),
  SUSP_IGNORE_EXIT("thread_check_susp.ignore-exit", "a request to exit does not end a retry loop"),
  SWITCH_NO_COUNT("thread_suspend_switch.no-count", "p_suspcount is not raised"),
  UNSUSPEND_KEEP_BOUNDARY("thread_unsuspend_one.keep-boundary", "p_boundary_count is not lowered"),
  FLASH_NO_COUNT("thread_run_flash.no-count", "p_suspcount is not lowered"),
  UNSUSPEND_FORGET_WAITER("thread_unsuspend.forget-waiter", "the single-threader is not released"),
  END_KEEP_FLAG("thread_single_end.keep-flag", "P_STOPPED_SINGLE stays set"),
  END_KEEP_SUSPENDED("thread_single_end.keep-suspended", "the others are not released"),
  END_DROP_WAKEUP("thread_single_end.drop-wakeup", "those who wait for the end are not told"),
  HASH_KEEP_LISTED("tidhash_remove.keep-listed", "the thread stays in its chain"),
  HASH_LOSE_MOVED("tdfind_hash.lose-moved", "a thread that is moved to the front is lost"),
  FIND_SKIP_RECHECK("tdfind.skip-recheck", "what was found is not verified under the process lock"),
  WAIT_EARLY_LOAD("do_wait.early-load", "the word is read before the thread waits"),
  WAKE_UNLOCKED_LOOK(
      "kern_umtx_wake.unlocked-look",
      "who finds no waiter without the lock of the queue, and without a barrier, goes away",
      true),
  UNLOCK_STORE(
      "do_unlock_normal.store", "a mutex is released by a store, whoever came to wait meanwhile"),
  COUNT_NOT_ATOMIC("thread_count_sub.not-atomic", "nthreads is read, and written in a second step"),
  PROPAGATE_ONCE("propagate_priority.once", "only the first owner is lent the priority");

  final String id;
  final String change;

  /** Whether it shows only where memory has an order of its own. */
  final boolean ofMemory;

  Mutant(String id, String change) {
    this(id, change, false);
  }

  Mutant(String id, String change, boolean ofMemory) {
    this.id = id;
    this.change = change;
    this.ofMemory = ofMemory;
  }

  /** What a kernel can be booted with. */
  static List<Mutation> declared() {
    return Arrays.stream(values())
        .map(m -> new Mutation(m.id, m.function(), m.change, m.ofMemory))
        .toList();
  }

  /** Function of the seed, or one around it. */
  private String function() {
    return id.substring(0, id.indexOf('.'));
  }

  /** The one with that id; null for an empty text. */
  static @Nullable Mutant of(String wanted) {
    if (wanted.isEmpty()) {
      return null;
    }
    for (Mutant m : values()) {
      if (m.id.equals(wanted)) {
        return m;
      }
    }
    throw new IllegalArgumentException(
        "personality.mutate="
            + wanted
            + ": freebsd has no such mutation; it has "
            + String.join(", ", Arrays.stream(values()).map(m -> m.id).toList()));
  }
}
