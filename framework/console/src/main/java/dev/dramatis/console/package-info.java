/** The command line. */
@NullMarked
package dev.dramatis.console;

import org.jspecify.annotations.NullMarked;
