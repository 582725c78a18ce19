/**
 * FreeBSD's default scheduler (sched_ule.c, July 2022).
 *
 * <p>Take it as the reference for FreeBSD, and where many CPUs, caches and interactive threads
 * matter. It scores threads by how much they sleep compared to how much they run; those below a
 * threshold are interactive and go before all others. The others wait in a calendar queue, where a
 * bad priority means to start further back, but nobody starves. Each CPU has its own queues; the
 * topology guides where threads wake, and balancing and stealing even out the rest.
 */
@NullMarked
package dev.dramatis.sched.freebsd.ule;

import org.jspecify.annotations.NullMarked;
