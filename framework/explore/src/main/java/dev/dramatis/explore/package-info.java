/** Systematic interleavings of one scenario. */
@NullMarked
package dev.dramatis.explore;

import org.jspecify.annotations.NullMarked;
