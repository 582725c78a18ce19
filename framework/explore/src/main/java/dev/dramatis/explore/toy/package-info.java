/**
 * Small concurrent programs to explore, in plain Java: threads, atomic cells, mutexes, condition
 * variables and timers. They execute many times faster than a machine with a kernel and look the
 * same to a strategy.
 */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.explore.toy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
