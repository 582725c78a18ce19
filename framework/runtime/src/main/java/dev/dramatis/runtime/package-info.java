/** Registry of plugins, leases on them, and their live swap. */
@NullMarked
package dev.dramatis.runtime;

import org.jspecify.annotations.NullMarked;
