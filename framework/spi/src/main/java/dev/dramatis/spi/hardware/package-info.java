/** What a hardware model answers: topology, costs, memory order. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.spi.hardware;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
