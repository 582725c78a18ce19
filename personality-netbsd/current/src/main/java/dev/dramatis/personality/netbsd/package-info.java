/** The LWP subsystem of NetBSD. */
@NullMarked
package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.NullMarked;
