package dev.dramatis.engine;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Topology;
import java.util.List;

/**
 * Equal CPUs at 1 GHz around one cache, for models and tests: operations and transfers all cost the
 * same, or nothing.
 *
 * @param cpus number of CPUs
 * @param operationNanos price of every {@link Operation} and of sending an interrupt
 * @param transferNanos price of moving a cache line
 */
public record UniformHardware(int cpus, long operationNanos, int transferNanos)
    implements HardwareModel {

  /** A machine on which nothing but computing takes time. */
  public static UniformHardware free(int cpus) {
    return new UniformHardware(cpus, 0, 0);
  }

  /** A machine on which operations take 50 ns and transfers 40 ns. */
  public static UniformHardware typical(int cpus) {
    return new UniformHardware(cpus, 50, 40);
  }

  @Override
  public String id() {
    return "uniform-" + cpus;
  }

  @Override
  public Topology topology() {
    return Topology.flat(cpus);
  }

  @Override
  public int capacity(int cpu) {
    return 1024;
  }

  @Override
  public int picosPerCycle(int cpu) {
    return operationNanos == 0 ? 0 : 1000;
  }

  @Override
  public long nanos(Operation operation, int cpu) {
    return operationNanos;
  }

  @Override
  public int transferNanos(int from, int to) {
    return from == to ? 0 : transferNanos;
  }

  @Override
  public long ipiNanos(int from, int to) {
    return operationNanos;
  }

  @Override
  public long refillNanos(int from, int to, long workingSetBytes) {
    return 0;
  }

  @Override
  public List<IdleState> idleStates(int cpu) {
    return List.of(new IdleState("halt", 0, operationNanos, 0));
  }

  @Override
  public long wakeByStoreNanos(int cpu) {
    return -1;
  }

  @Override
  public long timerResolutionPicos() {
    return 1;
  }

  @Override
  public MemoryOrder memoryOrder() {
    return MemoryOrder.TSO;
  }
}
