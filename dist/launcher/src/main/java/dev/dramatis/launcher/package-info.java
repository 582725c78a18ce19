/**
 * Starts the OSGi framework on the bundles of a distribution and hands over to the command line.
 */
@NullMarked
package dev.dramatis.launcher;

import org.jspecify.annotations.NullMarked;
