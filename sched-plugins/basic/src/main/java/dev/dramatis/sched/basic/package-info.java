/** Schedulers of textbooks, to start from and to compare with. */
@NullMarked
package dev.dramatis.sched.basic;

import org.jspecify.annotations.NullMarked;
