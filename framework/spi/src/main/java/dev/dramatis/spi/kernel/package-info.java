/** What a kernel personality offers. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
