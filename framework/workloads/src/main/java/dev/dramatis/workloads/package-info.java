/**
 * Readers of workloads: descriptions of rt-app, and generators that make a workload from a name
 * with parameters.
 */
@NullMarked
package dev.dramatis.workloads;

import org.jspecify.annotations.NullMarked;
