/** Who goes next at an interaction point: the policies that decide, and what they are told. */
@NullMarked
@Export
@Version("1.0.0")
package dev.dramatis.engine.choice;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
