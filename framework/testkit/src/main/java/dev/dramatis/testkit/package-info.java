/** Contract tests and helpers for authors of plugins. */
@NullMarked
package dev.dramatis.testkit;

import org.jspecify.annotations.NullMarked;
