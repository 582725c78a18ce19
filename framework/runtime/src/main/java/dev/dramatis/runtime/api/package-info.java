/**
 * What applications ask of the container: which plugins there are, leases of them, and the dropins
 * folder.
 */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.runtime.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
