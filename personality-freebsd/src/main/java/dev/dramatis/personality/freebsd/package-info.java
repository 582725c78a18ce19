/** The thread subsystem of FreeBSD. */
@NullMarked
package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.NullMarked;
