/**
 * Scenario files: a few threads, each a short list of system calls with the results that are
 * allowed, and what has to be true in the end. Small enough for a search through all their
 * interleavings; a scenario is also a workload and runs like any other.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.workloads.scenario;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
