/** Many runs side by side: the matrix, its cache, its statistics and its reports. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.lab.compare;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
