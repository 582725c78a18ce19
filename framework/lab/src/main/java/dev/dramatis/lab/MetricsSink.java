package dev.dramatis.lab;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.ThreadName;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what threads and CPUs did. Memory grows with the number of threads, CPUs, mutexes and
 * names, not with time.
 *
 * <p>CPU time of a thread is time on a CPU less the interrupts taken meanwhile; of a CPU, busy,
 * idle and interrupt time add up to the length of the run, and switching from one thread to the
 * next counts as busy.
 */
public final class MetricsSink extends Timeline {
  private static final int DIGITS = 3;

  private @Nullable ThreadTotals[] threads = new ThreadTotals[64];
  private CpuTotals[] cpus = {};
  private @Nullable LockTotals[] locks = {};
  private @Nullable String[] names = new String[64];
  private @Nullable AbstractHistogram[] marks = {};
  private long[] interruptCounts = {};
  private final Latencies wakeups = new Latencies(new IntCountsHistogram(DIGITS));
  private int created;
  private int alive;
  private int mostAlive;
  private int reaped;

  /** A sink for one run. */
  public MetricsSink() {}

  @Override
  public void name(int number, String name) {
    if (number >= names.length) {
      names = Arrays.copyOf(names, Math.max(number + 1, names.length * 2));
    }
    names[number] = name;
  }

  @Override
  protected void threadChanged(
      long time, int thread, ThreadState before, long since, ThreadState now, int cpu) {
    ThreadTotals t = totals(slot(thread));
    long length = time - since;
    switch (before) {
      case RUNNING -> {
        long interrupted = cpu(t.cpu).interruptsUntil(time) - t.interruptsBefore;
        t.interrupted += interrupted;
        t.cpuTime += Math.max(0, length - interrupted);
      }
      case RUNNABLE -> t.runQueueWait += length;
      case SLEEPING -> t.sleep += length;
      case LOCK_WAIT -> t.lockWait += length;
      case JOIN_WAIT -> t.joinWait += length;
      case STOPPED -> t.stopped += length;
      case SWAPPING -> t.swapping += length;
      default -> {
        // Not a state that costs the thread anything.
      }
    }
    if (now == ThreadState.RUNNING) {
      if (t.cpu >= 0 && t.cpu != cpu) {
        t.migrations++;
      }
      t.cpu = cpu;
      t.interruptsBefore = cpu(cpu).interruptsUntil(time);
      t.dispatches++;
      cpu(cpu).switches++;
    } else if (now == ThreadState.SLEEPING) {
      t.sleeps++;
    }
  }

  @Override
  protected void cpuChanged(long time, int cpu, int before, long since, int now) {
    CpuTotals c = cpu(cpu);
    long interrupts = c.interruptsUntil(time);
    long length = Math.max(0, time - since - (interrupts - c.interruptsBefore));
    c.interruptsBefore = interrupts;
    c.clocks.ended(time, before != IDLE);
    if (before == IDLE) {
      c.idle += length;
    } else {
      c.busy += length;
      if (before == SWITCHING) {
        c.switching += length;
      }
    }
  }

  @Override
  protected void left(int thread, OffReason reason) {
    ThreadTotals t = totals(slot(thread));
    switch (reason) {
      case PREEMPTED -> t.involuntary++;
      case EXPORTED -> {
        // The swap's doing, neither the thread's nor the scheduler's.
      }
      default -> t.voluntary++;
    }
  }

  @Override
  protected void wokenThreadRuns(long time, int thread, long latency) {
    if (thread < 0) {
      return;
    }
    wakeups.record(latency);
    ThreadTotals t = totals(slot(thread));
    Latencies own = t.wakeups;
    if (own == null) {
      own = new Latencies(new PackedHistogram(DIGITS));
      t.wakeups = own;
    }
    own.record(latency);
  }

  @Override
  protected void other(long time, EventKind kind, int cpu, int thread, long arg) {
    switch (kind) {
      case IRQ_ENTER -> {
        cpu(cpu).enterInterrupt(time);
        int name = (int) arg;
        if (name >= interruptCounts.length) {
          interruptCounts = Arrays.copyOf(interruptCounts, name + 16);
        }
        interruptCounts[name]++;
      }
      case FREQUENCY -> cpu(cpu).clocks.clock(time, (int) arg);
      case IRQ_EXIT -> cpu(cpu).leaveInterrupt(time);
      case IPI_SEND -> cpu(cpu).ipisSent++;
      case IDLE_ENTER -> cpu(cpu).halts++;
      case LOCK_ACQUIRE -> lock((int) arg).acquired(time);
      case LOCK_CONTEND -> {
        lock((int) arg).contentions++;
        totals(slot(thread)).contentions++;
      }
      case LOCK_RELEASE -> lock((int) arg).released(time);
      case SYSCALL_ENTER -> totals(slot(thread)).systemCalls++;
      case MARK -> mark(cpu).recordValue(Math.max(0, arg));
      case THREAD_CREATE -> {
        // A kernel that takes a thread over from another may tell of it once more.
        if (thread >= 0 && !totals(slot(thread)).created) {
          totals(slot(thread)).created = true;
          created++;
          alive++;
          mostAlive = Math.max(mostAlive, alive);
        }
      }
      case THREAD_EXIT -> {
        if (thread >= 0) {
          alive--;
        }
      }
      case THREAD_REAP -> reaped++;
      default -> {
        // Counted elsewhere, or not at all.
      }
    }
  }

  /** The report of the run that has just ended, with a look at the machine. */
  public RunReport report(RunReport.Inputs inputs, RunResult result, HardwareModel hardware) {
    RunReport report = report(inputs, result, hardware.topology().cpuCount());
    long[] busy = new long[cpuCount()];
    ClockUse[] clocks = new ClockUse[cpuCount()];
    for (int i = 0; i < busy.length; i++) {
      busy[i] = cpu(i).busy;
      clocks[i] = cpu(i).clocks;
    }
    return report.withMachine(MachineUse.of(hardware, busy, clocks));
  }

  /**
   * The report of the run that has just ended.
   *
   * @param cpuCount CPUs of the machine, whether they ran anything or not
   */
  public RunReport report(RunReport.Inputs inputs, RunResult result, int cpuCount) {
    expectCpus(cpuCount);
    finish(result.endNanos());
    List<RunReport.Cpu> cpuReports = new ArrayList<>();
    for (int i = 0; i < cpuCount(); i++) {
      cpuReports.add(cpu(i).report(i));
    }
    List<RunReport.Thread> threadReports = threadReports(result);
    return new RunReport(
        inputs,
        result.ending().name(),
        result.endNanos(),
        result.events(),
        result.digest(),
        totals(threadReports, cpuReports),
        threadReports,
        cpuReports,
        markReports(),
        lockReports(),
        interrupts(),
        result.swaps().stream()
            .map(s ->
                new RunReport.Swapped(
                    s.requestedNanos(), s.completedNanos(), s.what(), s.carried(), s.refusal()))
            .toList(),
        result.checks().stream().map(c -> new RunReport.Check(c.id(), c.evaluations())).toList(),
        result.failure() == null
            ? null
            : new RunReport.Failed(
                result.failure().kind().name(),
                result.failure().message(),
                result.failure().report()));
  }

  private List<RunReport.Thread> threadReports(RunResult result) {
    List<RunReport.Thread> reports = new ArrayList<>();
    for (ThreadName name : result.threads()) {
      int slot = slot(name.id());
      ThreadTotals t = slot < threads.length ? threads[slot] : null;
      reports.add(
          (t == null ? new ThreadTotals() : t)
              .report(name.id(), name.name(), name.process(), false));
    }
    for (int slot = 1; slot < slots(); slot += 2) {
      ThreadTotals t = threads[slot];
      int id = thread(slot);
      if (t != null && -1 - id >= cpuCount() && t.dispatches > 0) {
        reports.add(t.report(id, "kernel thread " + (-id), "kernel", true));
      }
    }
    return reports;
  }

  private RunReport.Totals totals(List<RunReport.Thread> all, List<RunReport.Cpu> cpuReports) {
    long cpuTime = 0;
    long wait = 0;
    long sleep = 0;
    long sleeps = 0;
    long lockWait = 0;
    long joinWait = 0;
    long stopped = 0;
    long voluntary = 0;
    long involuntary = 0;
    long migrations = 0;
    long contentions = 0;
    long systemCalls = 0;
    for (RunReport.Thread t : all) {
      if (t.kernel()) {
        continue;
      }
      cpuTime += t.cpuTimeNanos();
      wait += t.runQueueWaitNanos();
      sleep += t.sleepNanos();
      sleeps += t.sleeps();
      lockWait += t.lockWaitNanos();
      joinWait += t.joinWaitNanos();
      stopped += t.stoppedNanos();
      voluntary += t.voluntarySwitches();
      involuntary += t.involuntarySwitches();
      migrations += t.migrations();
      contentions += t.lockContentions();
      systemCalls += t.systemCalls();
    }
    long busy = 0;
    long idle = 0;
    long interrupt = 0;
    long switching = 0;
    long switches = 0;
    long interrupts = 0;
    long ipis = 0;
    for (RunReport.Cpu c : cpuReports) {
      busy += c.busyNanos();
      idle += c.idleNanos();
      interrupt += c.interruptNanos();
      switching += c.switchingNanos();
      switches += c.switches();
      interrupts += c.interrupts();
      ipis += c.ipisSent();
    }
    return new RunReport.Totals(
        created,
        mostAlive,
        reaped,
        cpuTime,
        wait,
        sleep,
        sleeps,
        lockWait,
        joinWait,
        stopped,
        busy,
        idle,
        interrupt,
        switching,
        switches,
        voluntary,
        involuntary,
        migrations,
        contentions,
        systemCalls,
        interrupts,
        ipis,
        wakeups.report());
  }

  private List<RunReport.Mark> markReports() {
    List<RunReport.Mark> reports = new ArrayList<>();
    for (int i = 0; i < marks.length; i++) {
      AbstractHistogram h = marks[i];
      if (h != null) {
        reports.add(new RunReport.Mark(nameOf(i), Latencies.report(h, h.getMaxValue())));
      }
    }
    reports.sort(java.util.Comparator.comparing(RunReport.Mark::name));
    return reports;
  }

  private List<RunReport.Lock> lockReports() {
    List<RunReport.Lock> reports = new ArrayList<>();
    for (int i = 0; i < locks.length; i++) {
      LockTotals l = locks[i];
      if (l != null) {
        reports.add(new RunReport.Lock(i, l.acquisitions, l.contentions, l.held));
      }
    }
    return reports;
  }

  private Map<String, Long> interrupts() {
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < interruptCounts.length; i++) {
      if (interruptCounts[i] > 0) {
        counts.merge(nameOf(i), interruptCounts[i], Long::sum);
      }
    }
    return new java.util.TreeMap<>(counts);
  }

  private String nameOf(int number) {
    String name = number >= 0 && number < names.length ? names[number] : null;
    return name == null ? "#" + number : name;
  }

  private ThreadTotals totals(int slot) {
    if (slot >= threads.length) {
      threads = Arrays.copyOf(threads, Math.max(slot + 1, threads.length * 2));
    }
    ThreadTotals t = threads[slot];
    if (t == null) {
      t = new ThreadTotals();
      threads[slot] = t;
    }
    return t;
  }

  private CpuTotals cpu(int cpu) {
    if (cpu >= cpus.length) {
      int old = cpus.length;
      cpus = Arrays.copyOf(cpus, Math.max(cpu + 1, old * 2));
      for (int i = old; i < cpus.length; i++) {
        cpus[i] = new CpuTotals();
      }
    }
    return cpus[cpu];
  }

  private LockTotals lock(int number) {
    if (number >= locks.length) {
      locks = Arrays.copyOf(locks, Math.max(number + 1, locks.length * 2));
    }
    LockTotals l = locks[number];
    if (l == null) {
      l = new LockTotals();
      locks[number] = l;
    }
    return l;
  }

  private AbstractHistogram mark(int name) {
    if (name >= marks.length) {
      marks = Arrays.copyOf(marks, Math.max(name + 1, marks.length * 2));
    }
    AbstractHistogram h = marks[name];
    if (h == null) {
      h = new IntCountsHistogram(DIGITS);
      marks[name] = h;
    }
    return h;
  }

  private static final class ThreadTotals {
    private boolean created;
    private int cpu = -1;
    private long interruptsBefore;
    private long cpuTime;
    private long interrupted;
    private long runQueueWait;
    private long sleep;
    private long sleeps;
    private long lockWait;
    private long joinWait;
    private long stopped;
    private long swapping;
    private long dispatches;
    private long voluntary;
    private long involuntary;
    private long migrations;
    private long contentions;
    private long systemCalls;
    private @Nullable Latencies wakeups;

    RunReport.Thread report(int id, String name, String process, boolean kernel) {
      return new RunReport.Thread(
          id,
          name,
          process,
          kernel,
          cpuTime,
          runQueueWait,
          sleep,
          sleeps,
          lockWait,
          joinWait,
          stopped,
          swapping,
          interrupted,
          dispatches,
          voluntary,
          involuntary,
          migrations,
          contentions,
          systemCalls,
          wakeups == null ? RunReport.Latency.NONE : wakeups.report());
    }
  }

  private static final class CpuTotals {
    private final ClockUse clocks = new ClockUse();
    private long busy;
    private long idle;
    private long switching;
    private long switches;
    private long interrupts;
    private long ipisSent;
    private long halts;
    private long interruptTime;
    private long interruptsBefore;
    private long entered;
    private int depth;

    void enterInterrupt(long time) {
      interrupts++;
      if (depth++ == 0) {
        entered = time;
      }
    }

    void leaveInterrupt(long time) {
      if (depth > 0 && --depth == 0) {
        interruptTime += Math.max(0, time - entered);
      }
    }

    long interruptsUntil(long time) {
      return depth == 0 ? interruptTime : interruptTime + Math.max(0, time - entered);
    }

    RunReport.Cpu report(int cpu) {
      return new RunReport.Cpu(
          cpu, busy, idle, interruptsBefore, switching, switches, interrupts, ipisSent, halts);
    }
  }

  private static final class LockTotals {
    private long acquisitions;
    private long contentions;
    private long held;
    private long since = -1;

    void acquired(long time) {
      acquisitions++;
      since = time;
    }

    void released(long time) {
      if (since >= 0) {
        held += Math.max(0, time - since);
        since = -1;
      }
    }
  }

  private static final class Latencies {
    private final AbstractHistogram histogram;
    private long max;

    Latencies(AbstractHistogram histogram) {
      this.histogram = histogram;
      histogram.setAutoResize(true);
    }

    void record(long nanos) {
      histogram.recordValue(nanos);
      max = Math.max(max, nanos);
    }

    RunReport.Latency report() {
      return report(histogram, max);
    }

    static RunReport.Latency report(AbstractHistogram h, long max) {
      if (h.getTotalCount() == 0) {
        return RunReport.Latency.NONE;
      }
      return new RunReport.Latency(
          h.getTotalCount(),
          Math.round(h.getMean()),
          Math.min(max, h.getValueAtPercentile(50)),
          Math.min(max, h.getValueAtPercentile(90)),
          Math.min(max, h.getValueAtPercentile(99)),
          max);
    }
  }
}
