package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

class PidTableVectorsTest {
  private static final String COLUMNS =
      "seq,op,arg1,arg2,result,table_size,alloc_cnt,alloc_lim,next_free,last_free,pid_max";

  private final PidTable table = new PidTable();
  private final Map<Integer, Proc> procs = new HashMap<>();
  private final Map<Integer, Lwp> lwps = new HashMap<>();
  private final Context context = Mockito.mock(Context.class);
  private final CpuInfo ci = Mockito.mock(CpuInfo.class);

  @ParameterizedTest
  @ValueSource(
      strings = {"pid_growth", "pid_usurp", "pid_pgrp", "pid_random", "pid_bulk", "pid_wrap"})
  void shouldGiveTheNumbersOfTheOriginal(String file) {
    VectorTable vectors = VectorTable.load(file, COLUMNS);
    for (int i = 0; i < vectors.size(); i++) {
      VectorTable.Row row = vectors.row(i);
      assertThat(perform(row)).as(row::toString).isEqualTo(row.get("result"));
      assertThat(table.size()).as(row::toString).isEqualTo(row.get("table_size"));
      assertThat(table.allocCnt()).as(row::toString).isEqualTo(row.get("alloc_cnt"));
      assertThat(table.allocLim()).as(row::toString).isEqualTo(row.get("alloc_lim"));
      assertThat(table.nextFree()).as(row::toString).isEqualTo(row.get("next_free"));
      assertThat(table.lastFree()).as(row::toString).isEqualTo(row.get("last_free"));
      assertThat(table.pidMax()).as(row::toString).isEqualTo(row.get("pid_max"));
    }
  }

  private int perform(VectorTable.Row row) {
    int arg1 = row.get("arg1");
    int arg2 = row.get("arg2");
    switch (row.get("op")) {
      case 0 -> {
        table.setBoot(newProc());
        return table.initPending() ? 1 : 0;
      }
      case 1 -> {
        return newProcess().pid;
      }
      case 2 -> {
        return newLwp(process(arg1)).lid;
      }
      case 3 -> {
        table.freeLwpid(process(arg1), arg2);
        lwps.remove(arg2);
        return row.get("result");
      }
      case 4 -> {
        table.freePid(process(arg1));
        procs.remove(arg1);
        return row.get("result");
      }
      case 5 -> {
        table.setGroup(arg1);
        return row.get("result");
      }
      case 6 -> {
        table.removeGroup(arg1);
        return row.get("result");
      }
      case 7 -> {
        Proc p = table.findProc(arg1);
        return p == null ? -1 : p.pid;
      }
      case 8 -> {
        Proc p = table.findProcOfLwp(arg1);
        return p == null ? -1 : p.pid;
      }
      case 9 -> {
        Proc p = procs.get(arg1);
        return p != null && table.findLwp(p, arg2) != null ? 1 : 0;
      }
      case 10 -> {
        int last = 0;
        for (int i = 0; i < arg1; i++) {
          last = newProcess().pid;
        }
        return last;
      }
      case 11 -> {
        int last = 0;
        for (int i = 0; i < arg1; i++) {
          Proc p = newProcess();
          last = p.pid;
          table.freePid(p);
        }
        return last;
      }
      default -> throw new AssertionError("operation not understood: " + row);
    }
  }

  private Proc process(int pid) {
    Proc p = procs.get(pid);
    if (p == null) {
      throw new AssertionError("no process " + pid);
    }
    return p;
  }

  private static Proc newProc() {
    return new Proc(
        1,
        "p",
        Mockito.mock(KMutex.class),
        Mockito.mock(CondVar.class),
        Mockito.mock(CondVar.class),
        new Uidinfo(0));
  }

  private static final KMutex LOCK = Mockito.mock(KMutex.class);
  private static final CondVar CV = Mockito.mock(CondVar.class);

  private Proc newProcess() {
    Proc p = new Proc(1, "p", LOCK, CV, CV, new Uidinfo(0));
    while (table.mustGrow()) {
      table.grow();
    }
    procs.put(table.allocPid(p), p);
    return p;
  }

  private Lwp newLwp(Proc p) {
    Lwp l = new Lwp(p, 1, null, context, ci, SchedClass.TIMESHARE);
    while (table.lwpNeedsSlot(p) && table.mustGrow()) {
      table.grow();
    }
    lwps.put(table.allocLwpid(p, l), l);
    l.stat = LwpState.RUN;
    return l;
  }
}
