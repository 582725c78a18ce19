package dev.dramatis.personality.freebsd;

/**
 * The named checks: every assertion of kern_thread.c with its line, and those of the code around
 * it.
 */
enum Assertion {
  /** tid_alloc. */
  A01(244, "tid_alloc", "rotor != 0 when the first search found nothing"),
  /** tid_alloc. */
  A02(247, "tid_alloc", "second search finds a free id"),
  /** tid_free_locked. */
  A03(260, "tid_free_locked", "tid_lock owned"),
  /** tid_free_locked. */
  A04(261, "tid_free_locked", "id >= NO_PID"),
  /** tid_free_locked. */
  A05(264, "tid_free_locked", "id currently allocated"),
  /** tidbatch_add. */
  A06(309, "tidbatch_add", "n < 16"),
  /** tidbatch_process. */
  A07(319, "tidbatch_process", "n <= 16"),
  /** tidbatch_final. */
  A08(331, "tidbatch_final", "n <= 16"),
  /** thread_ctor. */
  A09(404, "thread_ctor", "td_sel null"),
  /** thread_dtor. */
  A10(420, "thread_dtor", "state == INACTIVE (panic for any other, and for unknown values)"),
  /** thread_fini. */
  A11(485, "thread_fini", "td_sel null"),
  /** threadinit. */
  A12(567, "threadinit", "first tid == THREAD0_TID (panic)"),
  /** thread_alloc. */
  A13(792, "thread_alloc", "kstack == 0"),
  /** thread_cow_get_proc. */
  A14(862, "thread_cow_get_proc", "p_mtx owned"),
  /** thread_cow_get. */
  A15(873, "thread_cow_get", "td_realucred == td_ucred"),
  /** thread_cow_synced. */
  A16(915, "thread_cow_synced", "p_mtx owned"),
  /** thread_cow_synced. */
  A17(916, "thread_cow_synced", "td_cowgen != p_cowgen"),
  /** thread_cow_synced. */
  A18(917, "thread_cow_synced", "td_ucred == p_ucred"),
  /** thread_cow_synced. */
  A19(918, "thread_cow_synced", "td_limit == p_limit"),
  /** thread_exit. */
  A20(943, "thread_exit", "p_slock owned"),
  /** thread_exit. */
  A21(944, "thread_exit", "Giant not owned"),
  /** thread_exit. */
  A22(946, "thread_exit", "p_mtx owned"),
  /** thread_exit. */
  A23(
      947,
      "thread_exit",
      "p not null (checked after use upstream: useless there, keep it first in Java)"),
  /** thread_exit. */
  A24(951, "thread_exit", "td signal queue empty"),
  /** thread_exit. */
  A25(952, "thread_exit", "td_realucred == td_ucred"),
  /** thread_exit. */
  A26(996, "thread_exit", "P_HADTHREADS implies p_numthreads > 1 (panic)"),
  /** thread_exit. */
  A27(1036, "thread_exit", "sched_throw does not return (panic)"),
  /** thread_wait. */
  A28(1049, "thread_wait", "Giant not owned"),
  /** thread_wait. */
  A29(1050, "thread_wait", "p_numthreads == 1"),
  /** thread_wait. */
  A30(1051, "thread_wait", "p_exitthreads == 0"),
  /** thread_link. */
  A31(1077, "thread_link", "(disabled upstream) p_mtx owned, except proc0"),
  /** thread_unlink. */
  A32(1104, "thread_unlink", "p_mtx owned"),
  /** thread_unlink. */
  A33(1106, "thread_unlink", "no open epochs (EPOCH_TRACE)"),
  /** calc_remaining. */
  A34(1120, "calc_remaining", "p_mtx owned"),
  /** calc_remaining. */
  A35(1121, "calc_remaining", "p_slock owned"),
  /** calc_remaining. */
  A36(1129, "calc_remaining", "mode is one of the four (panic)"),
  /** weed_inhib. */
  A37(1145, "weed_inhib", "p_mtx, p_slock, td2 thread lock owned"),
  /** weed_inhib. */
  A38(1146, "weed_inhib", "p_mtx, p_slock, td2 thread lock owned"),
  /** weed_inhib. */
  A39(1147, "weed_inhib", "p_mtx, p_slock, td2 thread lock owned"),
  /** thread_single. */
  A40(1230, "thread_single", "mode valid"),
  /** thread_single. */
  A41(1239, "thread_single", "ALLPROC exactly if curproc != p"),
  /** thread_single. */
  A42(1242, "thread_single", "Giant not owned"),
  /** thread_single. */
  A43(1243, "thread_single", "p_mtx owned"),
  /** thread_single. */
  A44(1322, "thread_single", "EXIT done => p_numthreads == 1"),
  /** thread_single. */
  A45(1353, "thread_single", "BOUNDARY done => every other thread has TDF_BOUNDARY"),
  /** thread_single. */
  A46(1355, "thread_single", "BOUNDARY done => every other thread suspended"),
  /** thread_suspend_check_needed. */
  A47(1372, "thread_suspend_check_needed", "p_mtx owned"),
  /** thread_suspend_check. */
  A48(1419, "thread_suspend_check", "Giant not owned"),
  /** thread_suspend_check. */
  A49(1420, "thread_suspend_check", "p_mtx owned"),
  /** thread_suspend_check. */
  A50(1423, "thread_suspend_check", "stop set == {SINGLE} => p_singlethread != null"),
  /** thread_suspend_check. */
  A51(1446, "thread_suspend_check", "TDF_SBDRY => return_instead"),
  /** thread_suspend_check. */
  A52(
      1448,
      "thread_suspend_check",
      "not both TDF_SEINTR and TDF_SERESTART (only checked under SBDRY)"),
  /** thread_suspend_check. */
  A53(1470, "thread_suspend_check", "kern_thr_exit does not return there (panic)"),
  /** thread_suspend_switch. */
  A54(1549, "thread_suspend_switch", "td not already suspended"),
  /** thread_suspend_switch. */
  A55(1550, "thread_suspend_switch", "p_mtx, p_slock owned"),
  /** thread_suspend_switch. */
  A56(1551, "thread_suspend_switch", "p_mtx, p_slock owned"),
  /** thread_suspend_one. */
  A57(1579, "thread_suspend_one", "p_slock, thread lock owned"),
  /** thread_suspend_one. */
  A58(1580, "thread_suspend_one", "p_slock, thread lock owned"),
  /** thread_suspend_one. */
  A59(1581, "thread_suspend_one", "not already suspended"),
  /** thread_unsuspend_one. */
  A60(1592, "thread_unsuspend_one", "thread lock owned"),
  /** thread_unsuspend_one. */
  A61(1593, "thread_unsuspend_one", "suspended"),
  /** thread_unsuspend_one. */
  A62(1597, "thread_unsuspend_one", "td_proc==p => p_slock owned"),
  /** thread_run_flash. */
  A63(1613, "thread_run_flash", "p_mtx owned"),
  /** thread_run_flash. */
  A64(1620, "thread_run_flash", "thread lock owned"),
  /** thread_run_flash. */
  A65(1621, "thread_run_flash", "suspended"),
  /** thread_run_flash. */
  A66(1625, "thread_run_flash", "p_suspcount > 0"),
  /** thread_unsuspend. */
  A67(1641, "thread_unsuspend", "p_mtx, p_slock owned"),
  /** thread_unsuspend. */
  A68(1642, "thread_unsuspend", "p_mtx, p_slock owned"),
  /** thread_single_end. */
  A69(1679, "thread_single_end", "mode valid"),
  /** thread_single_end. */
  A70(1682, "thread_single_end", "p_mtx owned"),
  /** thread_single_end. */
  A71(1683, "thread_single_end", "(mode==ALLPROC) exactly if P_TOTAL_STOP set"),
  /** thread_single_end. */
  A72(1686, "thread_single_end", "mode==ALLPROC or p_singlethread == curthread"),
  /** thread_single_end. */
  A73(1689, "thread_single_end", "mode==BOUNDARY => P_SINGLE_BOUNDARY set"),
  /** thread_single_end. */
  A74(
      1713,
      "thread_single_end",
      "mode==BOUNDARY => p_boundary_count == 0 (later relaxed: or still P_SHOULDSTOP"),
  /** setrunnable. */
  SETRUNNABLE(
      0, "setrunnable", "the thread is in memory and not inactive, and its process no zombie"),
  /** mi_switch. */
  MI_SWITCH(
      0,
      "mi_switch",
      "critical nesting is exactly one, the thread lock is held, the thread is on no run queue, and"
          + " the switch is either voluntary or not"),
  /** sched_add. */
  SCHED_ADD(0, "sched_add", "no inhibitor is set, the thread is in memory and can run"),
  /** sched_rem. */
  SCHED_REM(0, "sched_rem", "the thread is on a run queue"),
  /** forward_signal. */
  FORWARD_SIGNAL(0, "forward_signal", "the thread runs"),
  /** sleepq_add. */
  SLEEPQ_ADD(
      0,
      "sleepq_add",
      "the thread may sleep and is on no sleep queue yet, and the channel is not null"),
  /** sleepq_add. */
  SLEEPQ_LOCK(0, "sleepq_add", "all who sleep on a channel release the same lock"),
  /** credbatch_add, crunusebatch. */
  CRED(0, "credbatch_add", "a dead thread hands in the credentials that it used, once"),
  /** umtx_thread_alloc. */
  UMTX_ALLOC(
      0, "umtx_thread_alloc", "a fresh thread waits on no user address and blocks on no lock"),
  /** kern_thr_exit. */
  THR_EXIT(0, "kern_thr_exit", "another thread is left after the test for the last one"),
  /** exit1. */
  EXIT1(0, "exit1", "one thread is left and nothing stops the process"),
  /** kern_execve. */
  EXEC_ALONE(0, "kern_execve", "no other thread is on a CPU when the address space is given up"),
  /** userret. */
  USERRET(
      0,
      "userret",
      "no lock held, not in a critical section, stops are not put off, the process is not exiting"),
  /** propagate_priority. */
  PROPAGATE(
      0,
      "propagate_priority",
      "a lock owner in the way is blocked on a lock or able to run, never asleep"),
  /** TD_SET_STATE. */
  STATE(0, "TD_SET_STATE", "the state change is one of the table of transitions"),
  /** TD_SET_STATE. */
  STATE_LOCK(0, "TD_SET_STATE", "the state changes under the thread lock"),
  /** witness. */
  LOCK_ORDER(0, "witness", "locks are taken in their order"),
  /** witness. */
  LOCK_CYCLE(0, "witness", "the order of all acquisitions so far has no cycle"),
  /** mtx_assert. */
  LOCK_OWNER(0, "mtx_assert", "a lock is released by the thread that took it, and not taken twice"),
  /** sched_choose. */
  SCHEDULER(0, "sched_choose", "the scheduler gives a ready thread to a CPU where it may run"),
  /** tdsendsignal. */
  SENDSIG(0, "tdsendsignal", "the lock of the process is held and the signal is valid"),
  /** tdsendsignal. */
  SIG_STOPPED(0, "tdsendsignal", "a process that is stopped is not exiting"),
  /** sig_suspend_threads. */
  SIG_SUSPEND(
      0, "sig_suspend_threads", "a thread that defers stops sleeps without being suspended"),
  /** ast_sig, sigsuspend. */
  CURSIG(0, "cursig", "outside of deferral of stops, what is to be done is a signal"),
  /** postsig. */
  POSTSIG(0, "postsig", "a signal with a handler is neither ignored nor blocked when it is taken"),
  /** fork_exit. */
  FORK_EXIT(0, "fork_exit", "a new thread runs only in a process that is complete"),
  /** Model. */
  PROCTREE(
      0, "model", "a process is among the children of its parent, of its reaper, and its group"),
  /** Model. */
  M1(0, "model", "a thread is inhibited exactly if it has an inhibitor"),
  /** Model. */
  M2(0, "model", "a thread is on a run queue exactly if that is its state"),
  /** Model. */
  M3(0, "model", "every CPU runs one thread, and every running thread has a CPU"),
  /** Model. */
  M4(0, "model", "p_numthreads is the length of p_threads, whose threads belong to the process"),
  /** Model. */
  M5(0, "model", "a thread of a live process is in the hash of ids once"),
  /** Model: M6. */
  B1(0, "model", "p_suspcount is the number of suspended threads"),
  /** Model: M6. */
  B2(0, "model", "p_boundary_count is the number of threads at the boundary"),
  /** Model: M6. */
  B3(0, "model", "a thread at the boundary is suspended"),
  /** Model: M6. */
  B4(0, "model", "threads at the boundary are suspended, suspended threads are linked"),
  /** Model. */
  M7(0, "model", "p_exitthreads is the number of threads unlinked and not yet stashed"),
  /** Model. */
  M8(0, "model", "a zombie is inactive, has an id, and is neither linked nor in the hash of ids"),
  /** Model. */
  M9(0, "model", "the ids that are taken are those of threads and of batches"),
  /** Model. */
  M10(0, "model", "there are no more ids than threads counted, and those are below the limit"),
  /** Model. */
  M11(0, "model", "a process has a single-threader exactly if P_STOPPED_SINGLE is set"),
  /** Model. */
  M12(0, "model", "the flags of single-threading go together"),
  /** Model. */
  M13(0, "model", "what a scheduler has queued for a CPU is what is ready there"),
  /** Model. */
  M14(0, "model", "an owner that borrows a priority is as urgent as its most urgent waiter"),
  /** Model. */
  M15(0, "model", "a single-threader does not sleep when all others have stopped"),
  /** Model. */
  M16(0, "model", "p_pendingcnt is the number of signals with information that wait"),
  /** Model. */
  M17(0, "model", "credentials and limits are held as often as threads and processes have them");

  final int line;
  final String function;
  final String condition;

  Assertion(int line, String function, String condition) {
    this.line = line;
    this.function = function;
    this.condition = condition;
  }
}
