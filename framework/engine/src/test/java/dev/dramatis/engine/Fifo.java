package dev.dramatis.engine;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.Arrays;

/** A queue of numbers that CPUs put in and wait for. */
final class Fifo {
  private final SharedObject line;
  private long[] ring = new long[64];
  private int head;
  private int size;

  Fifo(VirtualMachine machine, String name) {
    line = machine.newShared(name);
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void put(Cpu cpu, long value) {
    cpu.interact(line, Access.STORE);
    add(value);
    cpu.changed(line);
  }

  long take(Cpu cpu) {
    cpu.await(line, Access.LOCK, () -> size > 0);
    return poll();
  }

  void add(long value) {
    if (size == ring.length) {
      long[] bigger = Arrays.copyOf(ring, 2 * size);
      System.arraycopy(ring, 0, bigger, size, head);
      ring = bigger;
    }
    ring[(head + size++) & (ring.length - 1)] = value;
  }

  long poll() {
    long first = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return first;
  }
}
