/**
 * What NetBSD's schedulers have in common: run queues, the choice of a CPU and stealing
 * (kern_runq.c 1.73), the passes once a second and the load average (kern_synch.c 1.366).
 *
 * <p>{@link dev.dramatis.sched.netbsd.common.NetbsdScheduler} joins these with the scheduler SPI
 * and calls the policy, a subclass, under the names of {@code sys/sched.h}. No bundle of its own:
 * each scheduler's bundle has a copy.
 */
@NullMarked
package dev.dramatis.sched.netbsd.common;

import org.jspecify.annotations.NullMarked;
