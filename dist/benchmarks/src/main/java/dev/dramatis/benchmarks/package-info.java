/** Measurements of the hot paths. */
@NullMarked
package dev.dramatis.benchmarks;

import org.jspecify.annotations.NullMarked;
