/** Hardware model of x86 machines. */
@NullMarked
package dev.dramatis.hw.x86;

import org.jspecify.annotations.NullMarked;
