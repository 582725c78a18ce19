package dev.dramatis.hw.arm;

import dev.dramatis.spi.hardware.HardwareFamily;
import java.util.Hashtable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Offers the family while the bundle is active. The framework withdraws the service when the bundle
 * stops.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.isa", ArmFamily.ISA);
    context.registerService(HardwareFamily.class, new ArmFamily(), properties);
  }

  @Override
  public void stop(BundleContext context) {}
}
