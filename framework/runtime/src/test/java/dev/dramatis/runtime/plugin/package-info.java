/** What test bundles are made of. */
@org.jspecify.annotations.NullMarked
package dev.dramatis.runtime.plugin;
