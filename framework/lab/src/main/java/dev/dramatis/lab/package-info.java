/** The matrix of runs: metrics, result files and traces. */
@NullMarked
package dev.dramatis.lab;

import org.jspecify.annotations.NullMarked;
