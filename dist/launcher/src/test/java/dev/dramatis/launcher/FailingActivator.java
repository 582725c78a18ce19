package dev.dramatis.launcher;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that finds something wrong. */
public final class FailingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("the moon is not full");
  }

  @Override
  public void stop(BundleContext context) {}
}
