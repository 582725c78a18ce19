/** The virtual machine as a kernel sees it. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.machine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
