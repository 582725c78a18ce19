/** Pictures of a run over time: Perfetto traces and strips of CPU lanes. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.lab.trace;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
