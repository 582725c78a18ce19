package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.NativeTable;
import java.util.ArrayList;
import java.util.List;

/** Reports as the system's own tools print them. Host code. */
final class NativeTables {
  private NativeTables() {}

  static List<NativeTable> of(Kern k) {
    List<List<String>> ps = new ArrayList<>();
    List<List<String>> procstat = new ArrayList<>();
    for (Proc p : k.life.zone.processes()) {
      for (KThread td = p.firstThread; td != null; td = td.plistNext) {
        if (td.state != KThread.TDS_INACTIVE || p.state == Proc.PRS_ZOMBIE) {
          ps.add(ps(k, p, td));
          procstat.add(procstat(p, td));
        }
      }
    }
    List<List<String>> witness = new ArrayList<>();
    for (String c : k.witness.classes()) {
      List<String> children = k.witness.children(c);
      if (!children.isEmpty()) {
        witness.add(List.of(c, String.join(", ", children)));
      }
    }
    for (String reversal : k.witness.reversals()) {
      witness.add(List.of("reversal", reversal));
    }
    List<NativeTable> tables = new ArrayList<>();
    tables.add(
        new NativeTable(
            "ps -H -o pid,lwp,stat,wchan,pri,nice,cpu,time,command",
            List.of("PID", "LWP", "STAT", "WCHAN", "PRI", "NI", "C", "TIME", "COMMAND"),
            ps));
    tables.add(
        new NativeTable(
            "procstat -t -a",
            List.of("PID", "TID", "COMM", "TDNAME", "CPU", "PRI", "STATE", "WCHAN"),
            procstat));
    if (k.checking) {
      tables.add(
          new NativeTable(
              "sysctl debug.witness.fullgraph",
              List.of("LOCK", "TAKEN WHILE IT IS HELD"),
              witness));
    }
    return tables;
  }

  private static List<String> ps(Kern k, Proc p, KThread td) {
    return List.of(
        Integer.toString(p.pid),
        Integer.toString(td.tid),
        stat(k, p, td),
        wchan(td),
        // ps counts from PZERO
        Integer.toString(td.priority - 100),
        Integer.toString(td.nice()),
        Integer.toString(cpu(td)),
        time(td.runtime),
        command(p) + "/" + td.name());
  }

  private static List<String> procstat(Proc p, KThread td) {
    return List.of(
        Integer.toString(p.pid),
        Integer.toString(td.tid),
        command(p),
        td.name(),
        Integer.toString(cpu(td)),
        Integer.toString(td.priority),
        state(p, td),
        wchan(td));
  }

  private static String command(Proc p) {
    return p.name.isEmpty() ? p.pid == 1 ? "init" : "kernel" : p.name;
  }

  private static int cpu(KThread td) {
    return td.oncpu != KThread.NOCPU ? td.oncpu : td.lastcpu;
  }

  /** The letters of ps(1). */
  private static String stat(Kern k, Proc p, KThread td) {
    StringBuilder s = new StringBuilder(4);
    if (p.state == Proc.PRS_ZOMBIE) {
      s.append('Z');
    } else if (td.isSuspended() && (p.flag & (Proc.P_STOPPED_SIG | Proc.P_STOPPED_TRACE)) != 0) {
      s.append('T');
    } else if (td.isSleeping()) {
      boolean shortSleep = (td.flags & KThread.TDF_SINTR) != 0;
      s.append(shortSleep ? 'S' : 'D');
    } else if (td.onLock()) {
      s.append('L');
    } else if ((td.inhibitors & KThread.TDI_IWAIT) != 0) {
      s.append('W');
    } else if (td.isSuspended()) {
      s.append('S');
    } else {
      s.append('R');
    }
    if (td.isIdle()) {
      s.append('N');
    } else if (td.nice() < 0) {
      s.append('<');
    } else if (td.nice() > 0) {
      s.append('N');
    }
    if ((p.flag & Proc.P_TRACED) != 0) {
      s.append('X');
    }
    if ((p.flag & Proc.P_WEXIT) != 0 && p.state != Proc.PRS_ZOMBIE) {
      s.append('E');
    }
    if (k.pcpus.length > 0 && p.pid <= 1) {
      s.append('L');
    }
    return s.toString();
  }

  /** The words of procstat(1). */
  private static String state(Proc p, KThread td) {
    if (p.state == Proc.PRS_ZOMBIE) {
      return "zomb";
    }
    return switch (td.state) {
      case KThread.TDS_RUNNING -> "run";
      case KThread.TDS_RUNQ -> "runq";
      case KThread.TDS_CAN_RUN -> "can run";
      case KThread.TDS_INACTIVE -> "inact";
      default -> {
        if (td.onLock()) {
          yield "lock";
        }
        if (td.isSleeping()) {
          yield "sleep";
        }
        yield td.isSuspended() ? "stop" : "iwait";
      }
    };
  }

  private static String wchan(KThread td) {
    String wmesg = td.wmesg;
    if (wmesg != null) {
      return wmesg;
    }
    Turnstile ts = td.blocked;
    return ts == null ? "-" : "*" + ts.lockobj;
  }

  private static String time(long nanos) {
    long hundredths = nanos / 10_000_000;
    return String.format(
        "%d:%02d.%02d", hundredths / 6000, hundredths / 100 % 60, hundredths % 100);
  }
}
