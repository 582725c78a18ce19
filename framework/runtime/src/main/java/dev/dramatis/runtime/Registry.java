package dev.dramatis.runtime;

import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.WorkloadReader;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Plugins from the service registry. Service objects are fetched when a lease is taken and released
 * when it is returned; for lists only texts are kept, so that an idle registry pins no class of any
 * plugin.
 */
final class Registry implements Plugins, AutoCloseable {
  private static final List<PluginKind<?>> KINDS =
      List.of(
          PluginKind.PERSONALITY, PluginKind.HARDWARE, PluginKind.SCHEDULER, PluginKind.WORKLOAD);

  private final BundleContext context;
  private final Leases leases;
  private final Map<PluginKind<?>, Tracked<?>> kinds = new LinkedHashMap<>();

  @Inject
  Registry(BundleContext context, Leases leases) {
    this.context = context;
    this.leases = leases;
    for (PluginKind<?> kind : KINDS) {
      kinds.put(kind, new Tracked<>(context, kind));
    }
  }

  void open() {
    kinds.values().forEach(Tracked::open);
  }

  @Override
  public void close() {
    kinds.values().forEach(Tracked::close);
  }

  @Override
  public <T> List<PluginInfo> list(PluginKind<T> kind) {
    return tracked(kind).entries().stream().map(Entry::info).toList();
  }

  @Override
  public <T> Lease<T> lease(PluginKind<T> kind, String id, String holder) throws PluginException {
    List<Entry<T>> entries = tracked(kind).entries();
    List<Entry<T>> found = entries.stream().filter(e -> e.info().id().equals(id)).toList();
    if (found.isEmpty()) {
      throw new PluginException(
          unknown(kind, id, entries.stream().map(e -> e.info().id()).toList()));
    }
    if (found.size() > 1) {
      throw new PluginException(conflict(kind, id, found.stream().map(Entry::info).toList()));
    }
    return lease(found.getFirst(), holder);
  }

  private <T> Lease<T> lease(Entry<T> entry, String holder) throws PluginException {
    PluginInfo info = entry.info();
    Bundle bundle = entry.reference().getBundle();
    if (bundle == null) {
      throw gone(info);
    }
    long number = bundle.getBundleId();
    leases.take(number, info.bundle(), holder);
    T service = null;
    try {
      service = context.getService(entry.reference());
    } catch (IllegalStateException e) {
      throw gone(info);
    } finally {
      if (service == null) {
        leases.giveBack(number, holder);
      }
    }
    if (service == null) {
      throw gone(info);
    }
    return new Held<>(entry, number, holder, service);
  }

  private static PluginException gone(PluginInfo info) {
    return new PluginException(
        info.id() + " of bundle " + info.bundle() + " has just been taken away");
  }

  @Override
  public List<String> conflicts() {
    List<String> conflicts = new ArrayList<>();
    for (PluginKind<?> kind : KINDS) {
      Map<String, List<PluginInfo>> byId = new TreeMap<>();
      for (PluginInfo info : list(kind)) {
        byId.computeIfAbsent(info.id(), i -> new ArrayList<>()).add(info);
      }
      byId.forEach((id, infos) -> {
        if (infos.size() > 1) {
          conflicts.add(conflict(kind, id, infos));
        }
      });
    }
    return conflicts;
  }

  private static String conflict(PluginKind<?> kind, String id, List<PluginInfo> infos) {
    List<String> bundles = infos.stream().map(i -> i.bundle() + " " + i.version()).toList();
    return kind.noun()
        + " '"
        + id
        + "' is offered by "
        + bundles.size()
        + " bundles: "
        + String.join(", ", bundles)
        + "; remove all but one";
  }

  /** Says what there is instead. */
  static String unknown(PluginKind<?> kind, String id, List<String> ids) {
    if (ids.isEmpty()) {
      return "no "
          + kind.noun()
          + " '"
          + id
          + "'; there are none at all: no bundle that offers "
          + kind.plural()
          + " is active";
    }
    return "no "
        + kind.noun()
        + " '"
        + id
        + "'; there are: "
        + String.join(", ", new TreeSet<>(ids));
  }

  @SuppressWarnings("unchecked")
  private <T> Tracked<T> tracked(PluginKind<T> kind) {
    return (Tracked<T>) Objects.requireNonNull(kinds.get(kind));
  }

  private record Entry<T>(ServiceReference<T> reference, PluginInfo info) {}

  private final class Held<T> implements Lease<T> {
    private final Entry<T> entry;
    private final long bundle;
    private final String holder;
    private @Nullable T service;

    Held(Entry<T> entry, long bundle, String holder, T service) {
      this.entry = entry;
      this.bundle = bundle;
      this.holder = holder;
      this.service = service;
    }

    @Override
    public synchronized T get() {
      T held = service;
      if (held == null) {
        throw new IllegalStateException("the lease on " + entry.info().id() + " has been returned");
      }
      return held;
    }

    @Override
    public PluginInfo info() {
      return entry.info();
    }

    @Override
    public void close() {
      synchronized (this) {
        if (service == null) {
          return;
        }
        service = null;
      }
      try {
        context.ungetService(entry.reference());
      } catch (IllegalStateException e) {
        // The container is going down and has released everything itself.
      } finally {
        leases.giveBack(bundle, holder);
      }
    }
  }

  /** Services of one type; asks each for its id once, when it appears. */
  private static final class Tracked<T> implements ServiceTrackerCustomizer<T, Entry<T>> {
    private final BundleContext context;
    private final PluginKind<T> kind;
    private final ServiceTracker<T, Entry<T>> tracker;

    Tracked(BundleContext context, PluginKind<T> kind) {
      this.context = context;
      this.kind = kind;
      this.tracker = new ServiceTracker<>(context, kind.service(), this);
    }

    void open() {
      tracker.open();
    }

    void close() {
      tracker.close();
    }

    List<Entry<T>> entries() {
      List<Entry<T>> entries = new ArrayList<>(tracker.getTracked().values());
      entries.sort(
          Comparator.comparing((Entry<T> e) -> e.info().id())
              .thenComparing(e -> (Long) e.reference().getProperty(Constants.SERVICE_ID)));
      return entries;
    }

    @Override
    public @Nullable Entry<T> addingService(ServiceReference<T> reference) {
      T service = context.getService(reference);
      if (service == null) {
        return null;
      }
      try {
        Bundle bundle = reference.getBundle();
        return new Entry<>(
            reference,
            new PluginInfo(
                id(kind.service().cast(service)),
                title(service),
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString()));
      } finally {
        context.ungetService(reference);
      }
    }

    @Override
    public void modifiedService(ServiceReference<T> reference, Entry<T> entry) {
      // Ids do not change.
    }

    @Override
    public void removedService(ServiceReference<T> reference, Entry<T> entry) {
      // Nothing is held.
    }

    /** Copies, so that no text of a plugin's own class, however odd, is kept. */
    private static String id(Object service) {
      return switch (service) {
        case Personality p -> p.id();
        case HardwareFamily h -> h.isa();
        case SchedulerFactory s -> s.id();
        case WorkloadReader w -> w.id();
        default -> throw new IllegalArgumentException(service.getClass().getName());
      };
    }

    private static String title(Object service) {
      return switch (service) {
        case Personality p -> p.title();
        case HardwareFamily h -> h.isa() + ", " + h.descriptions().size() + " description files";
        case SchedulerFactory s -> s.title();
        case WorkloadReader w -> w.title();
        default -> "";
      };
    }
  }
}
