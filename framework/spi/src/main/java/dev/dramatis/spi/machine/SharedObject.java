package dev.dramatis.spi.machine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Something that several CPUs touch: a lock word, a run queue, a counter, a table slot. It lies on
 * a cache line of its own that remembers which CPU had it last, so contention and distance cost
 * what the hardware model says.
 *
 * <p>The object carries no value; the kernel keeps that in its own fields and changes it only
 * between two interaction points. Make one for each thing whose accesses should count as dependent
 * on one another, not one for a whole structure: the explorer prunes by it. Created by {@link
 * Machine#newShared}; costs about 40 bytes.
 */
@ProviderType
public interface SharedObject {
  /** Name for reports; need not be unique. */
  String name();

  /** The CPU that wrote it last, or -1. */
  int lastWriter();
}
