/** Readers of workload descriptions, first of all those of rt-app. */
@NullMarked
package dev.dramatis.workloads;

import org.jspecify.annotations.NullMarked;
