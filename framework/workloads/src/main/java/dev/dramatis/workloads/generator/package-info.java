/**
 * Workloads made from a name with parameters, after well-known benchmarks of schedulers and thread
 * subsystems.
 */
@NullMarked
package dev.dramatis.workloads.generator;

import org.jspecify.annotations.NullMarked;
