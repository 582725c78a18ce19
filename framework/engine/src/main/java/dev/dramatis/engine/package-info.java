/** The virtual machine: virtual time, CPUs and coroutines. */
@NullMarked
package dev.dramatis.engine;

import org.jspecify.annotations.NullMarked;
