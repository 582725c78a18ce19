/** Hardware model of Arm machines. */
@NullMarked
package dev.dramatis.hw.arm;

import org.jspecify.annotations.NullMarked;
