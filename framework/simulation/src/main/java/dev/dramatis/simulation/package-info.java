/**
 * One run: joins workload, machine, kernel and scheduler; the user boundary; live swap; digest.
 *
 * <p>{@link dev.dramatis.simulation.Simulation#run} is the entry.
 */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.simulation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
