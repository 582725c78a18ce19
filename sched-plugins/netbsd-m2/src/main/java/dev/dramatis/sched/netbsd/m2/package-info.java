/**
 * NetBSD's other scheduler (sched_m2.c 1.32), with the run queues that all NetBSD schedulers share.
 *
 * <p>Take it to see what feedback alone does: no estimate of CPU use, but a priority that falls by
 * one with every time slice used up and rises by one with every sleep; less urgent threads have
 * longer slices.
 */
@NullMarked
package dev.dramatis.sched.netbsd.m2;

import org.jspecify.annotations.NullMarked;
