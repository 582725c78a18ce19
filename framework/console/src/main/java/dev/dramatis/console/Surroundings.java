package dev.dramatis.console;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Plugins;
import java.io.PrintWriter;

/**
 * What the commands work with.
 *
 * @param plugins what can be run
 * @param bundles the container
 * @param out for results
 * @param err for messages
 * @param terminal whether somebody watches, so that progress may be shown
 */
record Surroundings(
    Plugins plugins, BundleControl bundles, PrintWriter out, PrintWriter err, boolean terminal) {}
