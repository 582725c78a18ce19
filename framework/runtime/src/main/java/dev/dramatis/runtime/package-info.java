/**
 * The container side: the catalog of plugins from OSGi services, counted leases, replacement of
 * bundles.
 */
@NullMarked
package dev.dramatis.runtime;

import org.jspecify.annotations.NullMarked;
