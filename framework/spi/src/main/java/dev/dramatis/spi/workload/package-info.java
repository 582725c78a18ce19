/** What user space does. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.workload;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
