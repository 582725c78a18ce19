package dev.dramatis.engine;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.Operation;

/**
 * What a hardware model answers, tabulated at the start of a run so that the hot path reads arrays.
 */
final class CostTable {
  private static final Operation[] OPERATIONS = Operation.values();

  /** Largest machine whose transfers are tabulated pair by pair; beyond it the model is asked. */
  private static final int MATRIX_LIMIT = 256;

  private final HardwareModel hardware;
  private final int cpus;
  private final long[] operations;
  private final int[] transfers;
  private final long timerResolutionPicos;
  private final long clockResolutionPicos;

  CostTable(HardwareModel hardware) {
    this.hardware = hardware;
    this.cpus = hardware.topology().cpuCount();
    operations = new long[OPERATIONS.length * cpus];
    for (Operation op : OPERATIONS) {
      for (int c = 0; c < cpus; c++) {
        operations[op.ordinal() * cpus + c] = hardware.nanos(op, c);
      }
    }
    transfers = cpus <= MATRIX_LIMIT ? new int[cpus * cpus] : new int[0];
    for (int i = 0; i < transfers.length; i++) {
      transfers[i] = hardware.transferNanos(i / cpus, i % cpus);
    }
    timerResolutionPicos = hardware.timerResolutionPicos();
    clockResolutionPicos = hardware.clockResolutionPicos();
  }

  long nanos(Operation op, int cpu) {
    return operations[op.ordinal() * cpus + cpu];
  }

  long timerProgram(int cpu) {
    return nanos(Operation.TIMER_PROGRAM, cpu);
  }

  int transfer(int from, int to) {
    return transfers.length != 0 ? transfers[from * cpus + to] : hardware.transferNanos(from, to);
  }

  IdleState[] idleStates(int cpu) {
    IdleState[] states = hardware.idleStates(cpu).toArray(IdleState[]::new);
    if (states.length == 0) {
      throw new IllegalArgumentException(
          hardware.id() + ": CPU " + cpu + " has no idle state; at least one is required");
    }
    return states;
  }

  /** The next instant at or after the given one that the timer hardware can express. */
  long roundUpToTimer(long nanos) {
    long step = timerResolutionPicos;
    if (step <= 1000) {
      return nanos;
    }
    // what is missing to a whole step in picoseconds, then up to whole nanoseconds; by remainders,
    // which do not overflow
    long beyond = nanos % step * 1000 % step;
    long missing = beyond == 0 ? 0 : step - beyond;
    long rounded = nanos + (missing + 999) / 1000;
    return rounded < nanos ? Long.MAX_VALUE : rounded;
  }

  /** What a program sees when it reads the clock at a time. */
  long clockReading(long nanos) {
    long step = clockResolutionPicos;
    if (step <= 1000) {
      return nanos;
    }
    long beyond = nanos % step * 1000 % step;
    return nanos - (beyond + 999) / 1000;
  }
}
