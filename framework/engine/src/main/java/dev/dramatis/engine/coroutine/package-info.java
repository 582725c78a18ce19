/** The one seam between the engine and the JVM's means of suspending code. */
@NullMarked
package dev.dramatis.engine.coroutine;

import org.jspecify.annotations.NullMarked;
