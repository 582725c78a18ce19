package dev.dramatis.personality.netbsd;

import java.util.ArrayList;
import java.util.List;

/** Small things about LWPs (kern_lwp.c: lwp_pctr, lwp_setprivate, lwp_whatis). */
final class LwpData {
  private final Kern kern;

  LwpData(Kern kern) {
    this.kern = kern;
  }

  /**
   * How often the running LWP has been switched away from; whoever finds the same value twice was
   * not preempted in between (lwp_pctr). The sum wraps.
   */
  long lwpPctr(Lwp l) {
    kern.checks.that(Check.F10, l.ci.curlwp == l, l);
    return (long) l.nvcsw + l.nivcsw;
  }

  /** Sets the thread pointer of user space (lwp_setprivate). */
  int lwpSetprivate(Lwp l, long pointer) {
    kern.checks.that(Check.F11, l.ci.curlwp == l, l);
    l.privateData = pointer;
    return 0;
  }

  /** In whose kernel stack an address lies, for the debugger (lwp_whatis). */
  List<String> lwpWhatis(long address) {
    List<String> lines = new ArrayList<>(1);
    for (Lwp l = kern.alllwp; l != null; l = l.listNext) {
      kern.checks.that(Check.F12, l.uarea != 0 || l.number <= 0, l);
      long offset = address - l.uarea;
      if (l.uarea != 0 && offset >= 0 && offset < Uareas.SIZE) {
        lines.add("0x%x is 0x%x+%d, LWP %s's stack".formatted(address, l.uarea, offset, l.name()));
      }
    }
    return lines;
  }
}
