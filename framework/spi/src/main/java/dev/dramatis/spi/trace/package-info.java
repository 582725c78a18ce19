/**
 * Events of a run, and who receives them. All digests, metrics and trace files of a run are made
 * from this one stream.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
