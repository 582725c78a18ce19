package dev.dramatis.personality.netbsd;

/**
 * Known faults of the original that a run can be told to mend, one by one: {@code
 * personality.NAME=true}. All stay as they are by default.
 */
final class Repairs {
  /**
   * {@code repair-create-count}: lwp_create gives the count of LWPs back if there is no number for
   * the new one; the original keeps it, so that the limit shrinks.
   */
  final boolean createCount;

  /**
   * {@code repair-create-reap}: lwp_create reaps the parked corpse before it counts; the original
   * refuses at the limit although one of the LWPs counted is dead and about to be reused.
   */
  final boolean createReap;

  /**
   * {@code repair-wait-core}: lwp_wait takes its counter and mark back before it leaves for a core
   * dump; in the original they stay.
   */
  final boolean waitCore;

  /**
   * {@code repair-wait-cycles}: lwp_wait recognizes longer circles than two that wait for each
   * other; the original sleeps.
   */
  final boolean waitCycles;

  /**
   * {@code repair-wait-continued}: a child that is continued wakes its parent, which does not take
   * that off its count of stopped children, and looks at all children for it. In the original only
   * a caught SIGCHLD wakes the parent, the count goes below zero, and a continued child behind
   * another one is overlooked.
   */
  final boolean waitContinued;

  /**
   * {@code repair-unstop-count}: lwp_unstop corrects the parent's count of stopped children once;
   * the original does for every LWP that it is called for.
   */
  final boolean unstopCount;

  /**
   * {@code repair-continue-broadcast}: lwp_continue wakes those who wait for the suspension that it
   * has undone; in the original they sleep until something else happens in the process.
   */
  final boolean continueBroadcast;

  /**
   * {@code repair-create-user}: an LWP is charged to the user that its process has when it becomes
   * one of the process. The original charges it earlier, and if the user changes between the two
   * never takes that back.
   */
  final boolean createUser;

  /**
   * {@code repair-suspend-sleep}: an LWP that is to suspend itself does not go to sleep
   * interruptibly, and does not go on sleeping. In the original it does, until what it waits for
   * happens.
   */
  final boolean suspendSleep;

  /**
   * {@code repair-userret-recheck}: lwp_userret looks again, under the lock, whether it is still to
   * suspend the LWP. The original goes by what it read before, so that a continuation in between is
   * lost.
   */
  final boolean userretRecheck;

  /**
   * {@code repair-wait-recycled}: who waits for an LWP does not wait for another one that has got
   * its number. In the original it does.
   */
  final boolean waitRecycled;

  /**
   * {@code report-wait-core}: the count that {@code repair-wait-core} mends is looked at when the
   * process is dead. The original does not look.
   */
  final boolean reportWaitCore;

  /**
   * {@code repair-userret-loop}: lwp_userret returns if only LW_WREBOOT or LW_WCORE is set, which
   * no branch consumes; the original turns in circles.
   */
  final boolean userretLoop;

  /**
   * {@code repair-resume-broadcast}: setrunnable broadcasts for a suspended LWP after that was
   * unlocked. The original does while it is locked, against the order of locks, so that two CPUs
   * can block each other for good.
   */
  final boolean resumeBroadcast;

  /**
   * {@code report-resume-broadcast}: that fault is reported as a violation of the order of locks.
   * By default it alone is not, because nearly every suspension would be.
   */
  final boolean reportResumeBroadcast;

  Repairs(Options options) {
    resumeBroadcast = options.on("repair-resume-broadcast");
    reportResumeBroadcast = options.on("report-resume-broadcast");
    createCount = options.on("repair-create-count");
    createReap = options.on("repair-create-reap");
    waitCore = options.on("repair-wait-core");
    waitCycles = options.on("repair-wait-cycles");
    waitContinued = options.on("repair-wait-continued");
    unstopCount = options.on("repair-unstop-count");
    createUser = options.on("repair-create-user");
    suspendSleep = options.on("repair-suspend-sleep");
    userretRecheck = options.on("repair-userret-recheck");
    waitRecycled = options.on("repair-wait-recycled");
    reportWaitCore = options.on("report-wait-core");
    continueBroadcast = options.on("repair-continue-broadcast");
    userretLoop = options.on("repair-userret-loop");
  }
}
