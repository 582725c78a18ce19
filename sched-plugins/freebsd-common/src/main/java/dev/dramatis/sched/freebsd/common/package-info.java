/**
 * What FreeBSD's schedulers have in common: priorities (sys/priority.h), run queues (kern_switch.c)
 * and clocks.
 *
 * <p>Inside, as in the kernel, a smaller number is a more urgent priority; at the SPI it is the
 * other way round. No bundle of its own: each scheduler's bundle has a copy.
 */
@NullMarked
package dev.dramatis.sched.freebsd.common;

import org.jspecify.annotations.NullMarked;
