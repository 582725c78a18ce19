/**
 * Systematic interleavings of one subject: strategies that decide who goes next at each interaction
 * point, execution after execution, and what they find.
 */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.explore;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
