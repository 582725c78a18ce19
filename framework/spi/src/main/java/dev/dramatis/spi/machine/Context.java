package dev.dramatis.spi.machine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A kernel stack with its saved registers: code that can be suspended anywhere and continued later
 * on any CPU. A context is on at most one CPU at a time; it leaves it by {@link Cpu#switchTo} only.
 *
 * <p>A context whose body returned, or that is switched away from and never to again, is garbage
 * like any other object.
 */
@ProviderType
public interface Context {
  /** Name for reports. */
  String name();

  /** The CPU it runs on, or ran on last; the boot CPU before its first run. */
  Cpu cpu();

  /**
   * Address space number; a switch between two numbers costs more than one within. Negative: a
   * kernel thread, borrows any.
   */
  int addressSpace();

  /** Whether the body has returned. */
  boolean finished();
}
