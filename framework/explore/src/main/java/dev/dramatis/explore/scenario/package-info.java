/**
 * Scenarios as subjects of a search: executes one on a personality under a choice policy, again and
 * again, and says what was wrong with how it ended.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.explore.scenario;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
