package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.NativeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What ps(1) would print about the LWPs (bin/ps: print.c). */
final class Ps {
  private static final String COMMAND =
      "ps -axs -o pid,ppid,lid,nlwp,lstate,wchan,pri,nice,cpuid,ltime,comm,lname";
  private static final List<String> COLUMNS =
      List.of(
          "PID", "PPID", "LID", "NLWP", "STAT", "WCHAN", "PRI", "NI", "CPUID", "LTIME", "COMMAND",
          "LNAME");

  /** A sleep of so many seconds counts as idle (maxslp). */
  private static final int MAXSLP = 20;

  /** KI_WMESGLEN. */
  private static final int WMESG_LENGTH = 8;

  private final Kern kern;

  Ps(Kern kern) {
    this.kern = kern;
  }

  NativeTable table() {
    List<Lwp> lwps = new ArrayList<>();
    collect(kern.proc0, lwps);
    for (Proc p : kern.allproc) {
      collect(p, lwps);
    }
    for (Proc p : kern.zombproc.values()) {
      collect(p, lwps);
    }
    lwps.sort(Comparator.<Lwp>comparingInt(l -> l.proc.pid).thenComparingInt(l -> l.lid));
    List<List<String>> rows = new ArrayList<>();
    for (Lwp l : lwps) {
      Proc parent = l.proc.pptr;
      rows.add(
          List.of(
              String.valueOf(l.proc.pid),
              String.valueOf(parent == null ? 0 : parent.pid),
              String.valueOf(l.lid),
              String.valueOf(l.proc.nlwps),
              lstate(l),
              wchan(l),
              String.valueOf(l.priority),
              String.valueOf(l.nice),
              String.valueOf(l.ci.id),
              lcputime(l),
              l.proc.name,
              l.lname != null ? l.lname : l.stat == LwpState.ZOMB ? "(zombie)" : l.name()));
    }
    return new NativeTable(COMMAND, COLUMNS, rows);
  }

  private static void collect(Proc p, List<Lwp> to) {
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      if (!to.contains(l)) {
        to.add(l);
      }
    }
  }

  /** lstate: a letter for the state, K for the kernel's own, - for detached ones. */
  private String lstate(Lwp l) {
    StringBuilder text = new StringBuilder(3);
    text.append(
        switch (l.stat) {
          case LwpState.STOP -> 'T';
          case LwpState.SLEEP -> sleeping(l);
          case LwpState.RUN, LwpState.IDL -> 'R';
          case LwpState.ONPROC -> 'O';
          case LwpState.ZOMB -> 'Z';
          case LwpState.SUSPENDED -> 'U';
          default -> '?';
        });
    if ((l.flag & Flags.LW_SYSTEM) != 0) {
      text.append('K');
    }
    if ((l.prflag & Flags.LPR_DETACHED) != 0) {
      text.append('-');
    }
    return text.toString();
  }

  private char sleeping(Lwp l) {
    if ((l.flag & Flags.LW_SINTR) == 0) {
      return 'D';
    }
    return (kern.machine.now() - l.stime) / 1_000_000_000L >= MAXSLP ? 'I' : 'S';
  }

  private static String wchan(Lwp l) {
    if (l.wchan == null) {
      return "-";
    }
    return l.wmesg.length() <= WMESG_LENGTH ? l.wmesg : l.wmesg.substring(0, WMESG_LENGTH);
  }

  /** cputime1: minutes, seconds, hundredths. */
  private static String lcputime(Lwp l) {
    long hundredths = (l.rtime / 1000 + 5000) / 10_000;
    return String.format(
        Locale.ROOT, "%d:%02d.%02d", hundredths / 6000, hundredths / 100 % 60, hundredths % 100);
  }
}
