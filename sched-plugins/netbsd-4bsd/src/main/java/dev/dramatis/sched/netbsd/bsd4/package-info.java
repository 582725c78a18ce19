/**
 * NetBSD's default scheduler (sched_4bsd.c 1.48), with the run queues that all NetBSD schedulers
 * share.
 *
 * <p>Take it as the reference for NetBSD. Its time-sharing priority is {@code 63 - nice - use},
 * where the use of a CPU adds up 16 times a second and decays every second, the faster the lower
 * the load average is.
 */
@NullMarked
package dev.dramatis.sched.netbsd.bsd4;

import org.jspecify.annotations.NullMarked;
