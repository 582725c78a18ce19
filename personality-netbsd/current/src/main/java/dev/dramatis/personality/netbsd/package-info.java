/**
 * The LWP subsystem of NetBSD, after kern_lwp.c 1.270 and what surrounds it.
 *
 * <p>Classes follow the files of the original: {@link dev.dramatis.personality.netbsd.LwpLife},
 * {@link dev.dramatis.personality.netbsd.LwpJoin} and {@link
 * dev.dramatis.personality.netbsd.LwpControl} are kern_lwp.c, {@link
 * dev.dramatis.personality.netbsd.Synch} is kern_synch.c, {@link
 * dev.dramatis.personality.netbsd.Sleepq} is kern_sleepq.c, and so on; methods have the names of
 * the functions in Java case.
 *
 * <p>Where this kernel knowingly differs from the original:
 *
 * <ul>
 *   <li>Policy is a plugin. It may choose an LWP that was queued on another CPU; that changes hands
 *       in one step, without the other queue's lock, and a choice that is still on its old CPU is
 *       waited for.
 *   <li>Callouts run in the clock interrupt, not in a soft interrupt after it; idle CPUs do not
 *       tick.
 *   <li>The broadcast of setrunnable for a suspended LWP comes after the LWP is unlocked, to keep
 *       the lock order.
 *   <li>A timed-out condition waiter leaves the list alone, instead of waking everybody; spinning
 *       for a user mutex ends after some 100 us, instead of never.
 *   <li>Suspending oneself does not wait before the return to user mode. Suspending another LWP
 *       sleeps before it looks, as in the original; the option {@code repair-suspend-wait} mends
 *       that.
 *   <li>There is no kernel preemption, no lending of priorities, no signals, stops, core dumps or
 *       robust futexes yet.
 *   <li>The caller counts as superuser; the option {@code rlimit-nthr} sets a limit to the number
 *       of LWPs.
 * </ul>
 */
@NullMarked
package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.NullMarked;
