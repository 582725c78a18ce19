package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Mutation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deliberate faults, one of which a kernel can be booted with ({@code personality.mutate=ID}), to
 * show that checks and searches find it. The places that have one ask {@link Kern#fault}.
 */
enum Mutant {
  LWP0_NO_UAREA("lwp0_init.no-uarea", "lwp0 has no kernel stack"),
  CTOR_WRONG_LOCK("lwp_ctor.wrong-lock", "new objects are covered by the lock of a run queue"),
  CTOR_NO_TURNSTILE("lwp_ctor.no-turnstile", "new objects come without a turnstile"),
  DTOR_NO_CPU("lwp_dtor.no-cpu", "objects forget their CPU before they are destroyed"),
  SUSPEND_DROP_AST("lwp_suspend.drop-ast", "the target is not made to pass lwp_userret"),
  // Nothing can see it: sys__lwp_suspend tests the same flags under the same hold of p_lock, and
  // for
  // sigexit, which does not, those that are not suspended die by LW_WEXIT instead.
  SUSPEND_IGNORE_EXIT("lwp_suspend.ignore-exit", "a dying caller suspends others all the same"),
  SUSPEND_EARLY_UNLOCK("lwp_suspend.early-unlock", "the target is unlocked before it is marked"),
  CONTINUE_KEEP_FLAG("lwp_continue.keep-flag", "LW_WSUSPEND stays set"),
  CONTINUE_DROP_WAKEUP("lwp_continue.drop-wakeup", "a suspended LWP is not made runnable"),
  UNSTOP_KEEP_COUNT("lwp_unstop.keep-count", "p_nrlwps is not raised for an LWP back to sleep"),
  // Nothing can see it: what the restart would look at is looked at after the next wakeup, and a
  // process that began to dump core meanwhile does not let the sleep begin.
  WAIT_NO_RESTART("lwp_wait.no-restart", "after a corpse is drained the search is not restarted"),
  WAIT_KEEP_MARK("lwp_wait.keep-mark", "a waiter that gives up leaves its mark on the target"),
  WAIT_DROP_BROADCAST("lwp_wait.drop-broadcast", "a waiter that gives up does not wake the others"),
  WAIT_SKIP_DEADLOCK("lwp_wait.skip-deadlock", "waiting of all LWPs is not recognized"),
  WAIT_IGNORE_WAITER("lwp_wait.ignore-waiter", "any-waiters take LWPs that have a waiter"),
  FIND_LWP_IGNORE_ID("proc_find_lwp.ignore-id", "what lies in the slot is taken for the LWP asked"),
  FIND2_UNLOCKED("lwp_find2.unlocked", "p_lock of the LWP found is not taken"),
  CREATE_RECYCLE_LOAN("lwp_create.recycle-loan", "a recycled LWP keeps a loan"),
  CREATE_RECYCLE_LENDER("lwp_create.recycle-lender", "a recycled LWP keeps a lender"),
  WAIT_SWAPPED_LOCKS(
      "lwp_wait.swapped-locks", "proc_lock is taken under p_lock to look up the LID"),
  CREATE_SWAPPED_LOCKS("lwp_create.swapped-locks", "proc_lock is taken while p_lock is held"),
  CREATE_LATE_COUNT("lwp_create.late-count", "p_nrlwps is raised only at the first run"),
  // Seen only as a delay: exit_lwps marks all again after each tick, and sigexit after each wakeup.
  CREATE_IGNORE_EXIT("lwp_create.ignore-exit", "LW_WEXIT of the creator is not copied"),
  START_EARLY_UNLOCK("lwp_start.early-unlock", "p_lock is dropped before the LWP is made runnable"),
  STARTUP_KEEP_RUNNING("lwp_startup.keep-running", "the previous LWP keeps LP_RUNNING"),
  EXIT_DROP_BROADCAST("lwp_exit.drop-broadcast", "the death is not announced on p_lwpcv"),
  EXIT_EARLY_UNLOCK("lwp_exit.early-unlock", "p_lock is dropped before the LWP is a zombie"),
  EXIT_LATE_COUNT("lwp_exit.late-count", "p_nzlwps is raised only with the state"),
  EXIT_SKIP_DRAIN("lwp_exit.skip-drain", "references are not waited for"),
  EXIT_OVERWRITE_CORPSE("lwp_exit.overwrite-corpse", "the parked corpse is forgotten, not freed"),
  EXIT_SKIP_RECHECK(
      "lwp_exit.skip-recheck", "after freeing the parked corpse nothing is rechecked"),
  EXIT_KEEP_LISTED("lwp_exit.keep-listed", "the LWP stays on alllwp"),
  FREE_SKIP_SPIN("lwp_free.skip-spin", "an LWP still on its CPU is not waited for"),
  FREE_KEEP_LISTED("lwp_free.keep-listed", "the corpse stays on p_lwps"),
  // Nothing can see it: who frees either looks again itself, or goes on to an exit that broadcasts.
  FREE_DROP_BROADCAST("lwp_free.drop-broadcast", "waiters do not recheck for deadlock"),
  FREE_EARLY_ID("lwp_free.early-id", "the LID is freed without proc_lock"),
  FREE_WRONG_STATE("lwp_free.wrong-state", "the corpse becomes suspended"),
  FREE_KEEP_STATE("lwp_free.keep-state", "the corpse stays LSZOMB"),
  MIGRATE_DROP_RESCHED("lwp_migrate.drop-resched", "the CPU of a running LWP is not told"),
  LOCK_SKIP_RECHECK("lwp_lock.skip-recheck", "the lock pointer is not tested again"),
  TRYLOCK_SKIP_RECHECK("lwp_trylock.skip-recheck", "the lock pointer is not tested again"),
  UNLOCK_TO_EARLY("lwp_unlock_to.early-unlock", "the old lock is released first"),
  UNSLEEP_UNLOCKED("lwp_unsleep.unlocked", "the lock is dropped before the LWP leaves its queue"),
  CHANGEPRI_LOST("lwp_changepri.lost", "the priority is not stored"),
  LENDPRI_LOST("lwp_lendpri.lost", "the loan is not stored"),
  EPRIO_UNLOCKED("lwp_eprio.unlocked", "the next LWP's priority is read without its lock"),
  USERRET_IF("lwp_userret.if", "only one pending matter is handled, not all"),
  USERRET_KEEP_CACHECRED("lwp_userret.keep-cachecred", "LW_CACHECRED stays set"),
  USERRET_UNLOCKED("lwp_userret.unlocked", "LSSUSPENDED is set without p_lock"),
  USERRET_DROP_BROADCAST("lwp_userret.drop-broadcast", "a suspension is not announced on p_lwpcv"),
  NEED_USERRET_DROP_IPI("lwp_need_userret.drop-ipi", "the CPU of a running LWP gets no interrupt"),
  NEED_USERRET_DROP_FENCE(
      "lwp_need_userret.drop-fence", "the interrupt may arrive before the flag"),
  DELREF_DROP_BROADCAST("lwp_delref2.drop-broadcast", "the last reference wakes nobody"),
  DRAINREFS_IF("lwp_drainrefs.if", "one wakeup is taken for the last reference"),
  FIND_EXCLUDE_NOTHING("lwp_find.exclude-nothing", "zombies are found as well"),
  CTL_ALLOC_SKIP_RECHECK("lwp_ctl_alloc.skip-recheck", "a header that others made is replaced"),
  CTL_FREE_KEEP_BIT("lwp_ctl_free.keep-bit", "the record is not marked free"),
  CLEANUP_SKIP_ROBUST("lwp_thread_cleanup.skip-robust", "robust futexes are not released"),
  CV_ENTER_EARLY_UNLOCK("cv_enter.early-unlock", "the interlock is dropped before the LWP sleeps"),
  CV_BROADCAST_ONE("cv_broadcast.one", "only the first sleeper is woken"),
  SLEEPQ_IGNORE_CANCEL(
      "sleepq_block.ignore-cancel", "a pending interruption does not end the sleep"),
  SLEEPQ_KEEP_QUEUED("sleepq_remove.keep-queued", "the LWP woken stays on the sleep queue"),
  TIMEOUT_SKIP_RECHECK("sleepq_timeout.skip-recheck", "a timeout does not test for a wakeup"),
  PARK_LOSE_UNPARK("lwp_unpark.lose", "an unpark that comes early is forgotten"),
  SETRUNNABLE_KEEP_COUNT("setrunnable.keep-count", "p_nrlwps is not raised"),
  RESCHED_DROP_IPI("sched_resched_cpu.drop-ipi", "the other CPU gets no interrupt"),
  MI_SWITCH_EXTRA_LOCK("mi_switch.extra-lock", "kpause switches with one more spin mutex held"),
  MUTEX_ENTER_SKIP_RECHECK(
      "mutex_enter.skip-recheck", "the owner is not looked at under the chain"),
  MUTEX_EXIT_DROP_WAKEUP("mutex_exit.drop-wakeup", "sleepers of the turnstile are not woken"),
  // Changes who runs first, which no oracle judges.
  TURNSTILE_BLOCK_NO_LOAN("turnstile_block.no-loan", "no priority is lent to the owner"),
  UNLENDPRI_KEEP_LOAN("turnstile_unlendpri.keep-loan", "the owner keeps what was lent to it"),
  // Nothing can see it: where l_nopreempt is set, no adaptive mutex is taken or released, and only
  // there is the kernel preempted.
  KPREEMPT_IGNORE_DISABLE("kpreempt.ignore-disable", "l_nopreempt does not hold preemption off");

  final String id;
  final String change;

  Mutant(String id, String change) {
    this.id = id;
    this.change = change;
  }

  /** Function of the original that is changed. */
  String function() {
    return id.substring(0, id.indexOf('.'));
  }

  static List<Mutation> all() {
    return Arrays.stream(values())
        .map(m -> new Mutation(m.id, m.function(), m.change, m.id.endsWith("-fence")))
        .toList();
  }

  /** The one named by the option; null for none. */
  static @Nullable Mutant of(String id) {
    if (id.isEmpty()) {
      return null;
    }
    for (Mutant mutant : values()) {
      if (mutant.id.equals(id)) {
        return mutant;
      }
    }
    throw new IllegalArgumentException(
        "personality.mutate="
            + id
            + ": no such mutation; there are "
            + Arrays.stream(values()).map(m -> m.id).toList());
  }
}
