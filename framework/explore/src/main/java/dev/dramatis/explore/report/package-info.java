/** What a search found, in words: columns, verdicts, files for machines. */
@Export
@Version("1.0.0")
@NullMarked
package dev.dramatis.explore.report;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
