/**
 * Machine description files: reads them into {@link dev.dramatis.spi.hardware.MachineDescription}
 * and shows them.
 *
 * <p>A file is YAML. It may extend one other, whose sections are merged key by key; a figure is a
 * number or {@code {v, lo, hi, src, conf}} and carries its unit in its name. Every key has to be
 * understood: what is not is an error with file, line and column, for a figure that nobody reads
 * would be a lie in every report.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.machines;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
