/**
 * Results of a run. Everything that is measured is made from the one stream of events, so a new
 * figure is a new {@link dev.dramatis.spi.trace.TraceSink} and nothing else.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.lab;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
