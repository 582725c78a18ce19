package dev.dramatis.engine;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Topology;
import java.util.List;

/**
 * Uniform hardware with a timer, wakeups and idle states of one's own.
 *
 * @param base what costs what
 * @param timerResolutionPicos resolution of the timer
 * @param wakeByStore time to wake by a store, or -1
 * @param idle the idle states
 */
record TestHardware(
    UniformHardware base, long timerResolutionPicos, long wakeByStore, List<IdleState> idle)
    implements HardwareModel {

  static TestHardware withTimer(long resolutionPicos) {
    return new TestHardware(
        UniformHardware.free(1), resolutionPicos, -1, UniformHardware.free(1).idleStates(0));
  }

  static TestHardware wakingByStore(int cpus, long nanos) {
    UniformHardware base = UniformHardware.typical(cpus);
    return new TestHardware(base, 1, nanos, base.idleStates(0));
  }

  static TestHardware idling(IdleState... states) {
    return new TestHardware(UniformHardware.free(1), 1, -1, List.of(states));
  }

  @Override
  public String id() {
    return "test";
  }

  @Override
  public Topology topology() {
    return base.topology();
  }

  @Override
  public int capacity(int cpu) {
    return base.capacity(cpu);
  }

  @Override
  public int picosPerCycle(int cpu) {
    return base.picosPerCycle(cpu);
  }

  @Override
  public long nanos(Operation operation, int cpu) {
    return base.nanos(operation, cpu);
  }

  @Override
  public int transferNanos(int from, int to) {
    return base.transferNanos(from, to);
  }

  @Override
  public long ipiNanos(int from, int to) {
    return base.ipiNanos(from, to);
  }

  @Override
  public long refillNanos(int from, int to, long workingSetBytes) {
    return base.refillNanos(from, to, workingSetBytes);
  }

  @Override
  public List<IdleState> idleStates(int cpu) {
    return idle;
  }

  @Override
  public long wakeByStoreNanos(int cpu) {
    return wakeByStore;
  }

  @Override
  public MemoryOrder memoryOrder() {
    return base.memoryOrder();
  }
}
