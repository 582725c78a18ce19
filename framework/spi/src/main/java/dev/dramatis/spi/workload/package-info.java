/**
 * Workloads: what user space does. A workload is a set of programs; a program is straight-line code
 * that makes portable system calls through {@link dev.dramatis.spi.workload.User}.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.dramatis.spi.workload;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
