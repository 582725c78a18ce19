/** The one seam between the engine and the JVM's means of suspending code. */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.engine.coroutine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
