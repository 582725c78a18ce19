/**
 * Schedules: the few forced switches that lead to a failure; how they are found in an execution,
 * made fewer, written to a file and repeated.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.explore.schedule;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
