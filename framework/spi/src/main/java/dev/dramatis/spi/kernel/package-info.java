/**
 * Kernel personalities: the portable system calls, introspection, and the checkpoint at the user
 * boundary.
 *
 * <p>A personality bundle registers a {@link dev.dramatis.spi.kernel.Personality}. The kernel that
 * it boots is straight-line code on the virtual machine of {@link dev.dramatis.spi.machine}.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.dramatis.spi.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
