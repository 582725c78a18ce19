package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;

/**
 * What spin mutexes and adaptive mutexes have in common: a cache line, and a place in the order.
 */
abstract class Lock implements BooleanSupplier {
  final SharedObject line;
  final LockOrder order;

  /** Class of locks that it belongs to; see {@link LockOrder}. */
  final int lockClass;

  /** Number within the class, by order of creation: for locks of CPUs that of the CPU. */
  final int instance;

  Lock(LockOrder order, SharedObject line) {
    this.order = order;
    this.line = line;
    this.lockClass = order.classOf(line.name());
    this.instance = order.nextInstance(lockClass);
  }

  @Override
  public String toString() {
    return line.name();
  }
}
