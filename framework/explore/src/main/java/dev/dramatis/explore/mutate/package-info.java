/** Measures what a search finds by booting personalities with deliberate faults. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.explore.mutate;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
