/**
 * The virtual machine: virtual time, CPUs, contexts, shared objects, interrupts and timers.
 *
 * <p>{@link dev.dramatis.engine.VirtualMachine} is the entry. One host thread executes one machine.
 */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.engine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
