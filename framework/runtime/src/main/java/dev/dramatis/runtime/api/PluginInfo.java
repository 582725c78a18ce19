package dev.dramatis.runtime.api;

/**
 * A plugin in lists.
 *
 * @param id name on the command line
 * @param title one line of description
 * @param bundle symbolic name of the bundle that it comes from
 * @param version version of that bundle
 */
public record PluginInfo(String id, String title, String bundle, String version) {}
