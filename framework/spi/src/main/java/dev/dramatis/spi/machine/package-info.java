/**
 * The virtual machine as a kernel sees it: CPUs with local time, contexts, shared objects with
 * owner-dependent cost, interrupts, timers and idle waiting.
 *
 * <p>Everything here is implemented by the engine and used from one host thread. Time is virtual,
 * in integer nanoseconds since the start of the run; nothing in a run may look at the host's clock.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.dramatis.spi.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
