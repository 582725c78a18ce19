package dev.dramatis.personality.freebsd;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Repairs of faults that the original shipped with, and behaviour of later revisions; all off
 * unless asked for: {@code personality.hardened=NAME,NAME} or {@code all}.
 */
final class Hardening {
  private static final String SINGLE_EXIT_WAKEUP = "single-exit-wakeup";
  private static final String BOUNDARY_COUNT = "boundary-count";
  private static final String NO_SUSPEND_IN_KERNEL = "no-suspend-in-kernel";
  private static final String STOPPED_BOUNDARY_END = "stopped-boundary-end";

  private static final String THR_KILL2_REFUSAL = "thr-kill2-refusal";
  private static final String TOTAL_STOP_CONTINUE = "total-stop-continue";
  private static final String TDFIND_RECHECK = "tdfind-recheck";

  private static final List<String> NAMES =
      List.of(
          SINGLE_EXIT_WAKEUP,
          BOUNDARY_COUNT,
          NO_SUSPEND_IN_KERNEL,
          STOPPED_BOUNDARY_END,
          THR_KILL2_REFUSAL,
          TOTAL_STOP_CONTINUE,
          TDFIND_RECHECK);

  /**
   * Single-threading for exit tells those who wait for its end on p_flag. Without it one who wants
   * to stop the process from outside sleeps for ever.
   */
  final boolean singleExitWakeup;

  /**
   * A single-threader that was stopped at the boundary by a signal as well, and is let go because
   * all others have stopped, is no longer counted as being there.
   */
  final boolean boundaryCount;

  /** Later revisions never suspend inside the kernel: thread_suspend_check(1) returns EINTR. */
  final boolean noSuspendInKernel;

  /** Later revisions let thread_single_end find threads at the boundary if a stop is pending. */
  final boolean stoppedBoundaryEnd;

  /** Later revisions of thr_kill2 do not send the signal that they refuse with EPERM. */
  final boolean thrKill2Refusal;

  /**
   * Who stops a process from outside is woken when all of its threads stand, also if a signal had
   * stopped it meanwhile.
   */
  final boolean totalStopContinue;

  /**
   * A look-up by id asks under the process lock once more for the process, and for a live thread.
   */
  final boolean tdfindRecheck;

  private Hardening(Set<String> wanted) {
    boolean all = wanted.contains("all");
    singleExitWakeup = all || wanted.contains(SINGLE_EXIT_WAKEUP);
    boundaryCount = all || wanted.contains(BOUNDARY_COUNT);
    noSuspendInKernel = all || wanted.contains(NO_SUSPEND_IN_KERNEL);
    stoppedBoundaryEnd = all || wanted.contains(STOPPED_BOUNDARY_END);
    thrKill2Refusal = all || wanted.contains(THR_KILL2_REFUSAL);
    totalStopContinue = all || wanted.contains(TOTAL_STOP_CONTINUE);
    tdfindRecheck = all || wanted.contains(TDFIND_RECHECK);
  }

  /** From the option's text. */
  static Hardening of(String option) {
    Set<String> wanted = new LinkedHashSet<>();
    if (!option.isEmpty()) {
      wanted.addAll(Arrays.asList(option.split(",", -1)));
    }
    for (String name : wanted) {
      if (!name.equals("all") && !NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "personality.hardened="
                + option
                + ": freebsd has no repair '"
                + name
                + "'; it has all, "
                + String.join(", ", NAMES));
      }
    }
    return new Hardening(wanted);
  }
}
