/** One run: joins workload, machine, kernel and scheduler; user boundary; live swap. */
@NullMarked
package dev.dramatis.simulation;

import org.jspecify.annotations.NullMarked;
