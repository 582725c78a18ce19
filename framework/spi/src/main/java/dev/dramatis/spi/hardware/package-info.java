/**
 * Hardware models: topology, costs with their sources, and the behaviour in which architectures
 * differ.
 *
 * <p>A hardware bundle registers a {@link dev.dramatis.spi.hardware.HardwareFamily}; each machine
 * of the family is described by a file. A model carries the architectural floor of an operation
 * only; the length of a kernel's own path belongs to the personality.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.dramatis.spi.hardware;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
