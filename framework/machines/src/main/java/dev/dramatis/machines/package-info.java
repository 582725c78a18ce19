/** Machine description files. */
@NullMarked
package dev.dramatis.machines;

import org.jspecify.annotations.NullMarked;
