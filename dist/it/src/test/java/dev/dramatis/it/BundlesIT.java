package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class BundlesIT {
  @Test
  void shouldAllStart(@TempDir Path storage) throws Exception {
    Map<String, String> configuration = new HashMap<>();
    Distribution.configuration()
        .forEach((key, value) -> configuration.put((String) key, (String) value));
    configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    Framework framework = new FrameworkFactory().newFramework(configuration);
    framework.start();
    try {
      for (Path jar : Distribution.plugins()) {
        framework.getBundleContext().installBundle("reference:" + jar.toUri());
      }
      Map<String, Integer> states = new TreeMap<>();
      for (Bundle bundle : framework.getBundleContext().getBundles()) {
        bundle.start();
        states.put(bundle.getSymbolicName(), bundle.getState());
      }
      assertThat(states).hasSizeGreaterThan(Distribution.ownPlugins().size());
      assertThat(states.values()).containsOnly(Bundle.ACTIVE);
    } finally {
      framework.stop();
      framework.waitForStop(10_000);
    }
  }
}
