/** What a scheduler answers. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.sched;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
