/**
 * FreeBSD's traditional scheduler (sched_4bsd.c, July 2022).
 *
 * <p>Take it to compare ULE with: one queue for all CPUs, a priority that is {@code 120 + use +
 * nice}, no affinity to speak of. The use of a CPU adds up with every tick of the statistics clock
 * and decays every second with the load average.
 */
@NullMarked
package dev.dramatis.sched.freebsd.bsd4;

import org.jspecify.annotations.NullMarked;
