package dev.dramatis.engine;

import dev.dramatis.spi.hardware.FrequencyGovernor;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.OperatingPoint;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Topology;
import java.util.ArrayList;
import java.util.List;

/** Hardware on which nothing costs anything, except what a test turns on. */
final class TunedHardware implements HardwareModel {
  private final Topology topology;
  private final int smtShare;
  int transferNanos;
  int atomicNanos;
  int retryPercent;
  int spinExitNanos;
  int ipiNanos;
  int tlbRefillNanos;
  boolean shootdownInterrupts;
  int shootdownPerTarget;
  int shootdownPerSender;
  long clockPicos = 1;
  FrequencyGovernor governor = FrequencyGovernor.PERFORMANCE;
  List<OperatingPoint> points = List.of();
  List<IdleState> idle = List.of(new IdleState("halt", 0, 0, 0));

  TunedHardware(int cores, int threads, int smtShare) {
    List<Topology.Place> places = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      for (int thread = 0; thread < threads; thread++) {
        places.add(new Topology.Place(0, 0, 0, core / 2, core, thread, 0));
      }
    }
    this.topology = new Topology(places, List.of());
    this.smtShare = smtShare;
  }

  @Override
  public String id() {
    return "tuned";
  }

  @Override
  public Topology topology() {
    return topology;
  }

  @Override
  public int capacity(int cpu) {
    return 1024;
  }

  @Override
  public int picosPerCycle(int cpu) {
    return 1000;
  }

  @Override
  public long nanos(Operation operation, int cpu) {
    return operation == Operation.ATOMIC ? atomicNanos : 0;
  }

  @Override
  public int transferNanos(int from, int to) {
    return from == to ? 0 : transferNanos;
  }

  @Override
  public long ipiNanos(int from, int to) {
    return ipiNanos;
  }

  @Override
  public long refillNanos(int from, int to, long workingSetBytes) {
    return 0;
  }

  @Override
  public List<IdleState> idleStates(int cpu) {
    return idle;
  }

  @Override
  public long wakeByStoreNanos(int cpu) {
    return -1;
  }

  @Override
  public long timerResolutionPicos() {
    return clockPicos;
  }

  @Override
  public long clockResolutionPicos() {
    return clockPicos;
  }

  @Override
  public MemoryOrder memoryOrder() {
    return MemoryOrder.TSO;
  }

  @Override
  public int smtShare(int cpu) {
    return smtShare;
  }

  @Override
  public long shootdownNanos(int cpu, int targets, int senders) {
    return (long) shootdownPerTarget * targets + (long) shootdownPerSender * senders;
  }

  @Override
  public boolean shootdownInterrupts() {
    return shootdownInterrupts;
  }

  @Override
  public int atomicRetryPercent(int cpu) {
    return retryPercent;
  }

  @Override
  public long spinExitNanos(int cpu) {
    return spinExitNanos;
  }

  @Override
  public long tlbRefillNanos(int cpu) {
    return tlbRefillNanos;
  }

  @Override
  public List<OperatingPoint> operatingPoints(int cpu) {
    return points;
  }

  @Override
  public int frequencyDomain(int cpu) {
    return 0;
  }

  @Override
  public FrequencyGovernor frequencyGovernor() {
    return governor;
  }

  @Override
  public long frequencyTransitionNanos() {
    return 50_000;
  }
}
