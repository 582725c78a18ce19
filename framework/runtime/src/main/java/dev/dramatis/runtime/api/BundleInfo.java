package dev.dramatis.runtime.api;

/**
 * An installed bundle.
 *
 * @param symbolicName its name
 * @param version its version
 * @param state ACTIVE, RESOLVED, INSTALLED, STARTING or STOPPING; FRAGMENT for fragments, which are
 *     never started
 */
public record BundleInfo(String symbolicName, String version, String state) {}
