package dev.dramatis.console;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Plugins;
import java.io.BufferedReader;
import java.io.PrintWriter;

/**
 * What the commands work with.
 *
 * @param plugins what can be run
 * @param bundles the container
 * @param dropins the user's bundles
 * @param in where the shell reads
 * @param out for results
 * @param err for messages
 * @param terminal whether somebody watches, so that a prompt and progress may be shown
 */
record Surroundings(
    Plugins plugins,
    BundleControl bundles,
    Dropins dropins,
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    boolean terminal) {}
