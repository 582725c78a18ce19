package dev.dramatis.spi.machine;

import java.util.function.LongPredicate;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A number in memory that kernels touch without a lock: the one kind of shared object whose value
 * the machine keeps, so that a memory model can decide who sees which of its values.
 *
 * <p>Every method but {@link #value} is an interaction point. Where time decides who goes next, and
 * where a choice policy asks for no memory model, every access takes effect at once. An x86 machine
 * may delay stores behind later loads of the same CPU; an Arm machine may also let stores overtake
 * each other, and loads return what was true some time ago.
 *
 * <p>Everything else that CPUs share behaves as if it were protected: operations on other shared
 * objects that write are full barriers for the stores before them, and who touches an object knows
 * what those knew who wrote it before. Created by {@link Machine#newWord}.
 */
@ProviderType
public interface MemoryWord extends SharedObject {
  /** Reads; ordered only with accesses to this word. */
  long load(Cpu cpu);

  /** Reads; later accesses of the CPU stay behind it. */
  long loadAcquire(Cpu cpu);

  /** Writes; ordered only with accesses to this word. */
  void store(Cpu cpu, long value);

  /** Writes; earlier accesses of the CPU stay before it. */
  void storeRelease(Cpu cpu, long value);

  /**
   * Writes if the value in memory is as expected; nothing of the CPU passes it in either direction.
   *
   * @return whether it has written
   */
  boolean compareAndSet(Cpu cpu, long expected, long value);

  /** Adds and returns the new value; nothing of the CPU passes it in either direction. */
  long add(Cpu cpu, long amount);

  /** Spins until what the CPU reads meets a condition, and returns it; acquires. */
  long await(Cpu cpu, LongPredicate condition);

  /** The value in memory, without an access: for checks and reports. */
  long value();
}
