/**
 * The LWP subsystem of NetBSD, after kern_lwp.c 1.270 and what surrounds it.
 *
 * <p>Classes follow the files of the original: {@link dev.dramatis.personality.netbsd.LwpLife}, {@link
 * dev.dramatis.personality.netbsd.LwpJoin} and {@link dev.dramatis.personality.netbsd.LwpControl} are kern_lwp.c, {@link
 * dev.dramatis.personality.netbsd.Synch} is kern_synch.c, {@link dev.dramatis.personality.netbsd.Sleepq} is kern_sleepq.c,
 * and so on; methods have the names of the functions in Java case.
 */
@NullMarked
package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.NullMarked;
