/**
 * Schedulers of textbooks, to start from and to compare with.
 *
 * <p>Take {@link dev.dramatis.sched.basic.RoundRobin} when every thread shall have its turn
 * whatever its priority, as a floor for comparisons; {@link
 * dev.dramatis.sched.basic.PriorityScheduler} when the priorities of the kernel shall be obeyed to
 * the letter, at the price of starvation.
 */
@NullMarked
package dev.dramatis.sched.basic;

import org.jspecify.annotations.NullMarked;
