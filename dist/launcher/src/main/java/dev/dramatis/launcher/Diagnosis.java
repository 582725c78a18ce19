package dev.dramatis.launcher;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Says why a bundle does not start, in words that name what its author has to supply. */
final class Diagnosis {
  private static final Pattern VERSION =
      Pattern.compile("\\((!?)\\(?version(>=|<=)([^)]+)\\)|\\(version=([^)]+)\\)");

  private final Bundle[] installed;
  private final Map<Bundle, String> names;

  Diagnosis(Bundle[] installed, Map<Bundle, String> names) {
    this.installed = installed;
    this.names = names;
  }

  String of(Bundle bundle, Throwable thrown) {
    if (!(thrown instanceof BundleException e) || e.getType() != BundleException.RESOLVE_ERROR) {
      return "its activator failed: " + innermostMessage(thrown);
    }
    Set<String> missing = new LinkedHashSet<>();
    collectMissing(bundle, missing, new LinkedHashSet<>());
    return missing.isEmpty() ? firstSentence(e) : String.join("; ", missing);
  }

  private void collectMissing(Bundle bundle, Set<String> missing, Set<Bundle> seen) {
    if (!seen.add(bundle)) {
      return;
    }
    List<Bundle> unresolvedProviders = new ArrayList<>();
    for (BundleRequirement requirement : mandatory(bundle)) {
      List<Bundle> providers = providers(requirement);
      if (providers.isEmpty()) {
        missing.add(describe(requirement));
      } else if (providers.stream().noneMatch(Diagnosis::isResolved)) {
        unresolvedProviders.add(providers.getFirst());
      }
    }
    if (missing.isEmpty()) {
      for (Bundle provider : unresolvedProviders) {
        Set<String> behind = new LinkedHashSet<>();
        collectMissing(provider, behind, seen);
        behind.forEach(what -> missing.add("it uses " + name(provider) + ", which " + what));
      }
    }
  }

  private static List<BundleRequirement> mandatory(Bundle bundle) {
    return bundle.adapt(BundleRevision.class).getDeclaredRequirements(null).stream()
        .filter(r -> !"optional".equals(r.getDirectives().get(Constants.RESOLUTION_DIRECTIVE)))
        .filter(r -> !"dynamic".equals(r.getDirectives().get(Constants.RESOLUTION_DIRECTIVE)))
        .filter(r -> !"active".equals(r.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE)))
        .toList();
  }

  private List<Bundle> providers(BundleRequirement requirement) {
    List<Bundle> providers = new ArrayList<>();
    for (Bundle candidate : installed) {
      @Nullable BundleRevision revision = candidate.adapt(BundleRevision.class);
      if (revision == null) {
        continue;
      }
      for (BundleCapability capability :
          revision.getDeclaredCapabilities(requirement.getNamespace())) {
        if (requirement.matches(capability)) {
          providers.add(candidate);
          break;
        }
      }
    }
    return providers;
  }

  private static boolean isResolved(Bundle bundle) {
    return (bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) == 0;
  }

  private String describe(BundleRequirement requirement) {
    String namespace = requirement.getNamespace();
    String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    String wanted = value(filter, namespace);
    String versions = versions(filter);
    return switch (namespace) {
      case PackageNamespace.PACKAGE_NAMESPACE ->
          "needs package " + wanted + versions + ", " + offered(namespace, wanted);
      case "osgi.wiring.bundle" -> "needs bundle " + wanted + versions + ", which is not there";
      case "osgi.ee" ->
          "needs " + value(filter, "osgi.ee") + versions + ", and this is another Java";
      default -> "needs " + namespace + " " + filter + ", which nothing provides";
    };
  }

  /** A package in the wrong version is the usual case, so say which versions there are. */
  private String offered(String namespace, String wanted) {
    Set<String> versions = new LinkedHashSet<>();
    for (Bundle candidate : installed) {
      @Nullable BundleRevision revision = candidate.adapt(BundleRevision.class);
      if (revision == null) {
        continue;
      }
      for (BundleCapability capability : revision.getDeclaredCapabilities(namespace)) {
        if (wanted.equals(capability.getAttributes().get(namespace))) {
          versions.add(String.valueOf(capability.getAttributes().get("version")));
        }
      }
    }
    return versions.isEmpty()
        ? "which no bundle exports"
        : "which is there only as " + String.join(", ", versions);
  }

  private static String value(String filter, String attribute) {
    Matcher matcher =
        Pattern.compile("\\(" + Pattern.quote(attribute) + "=([^)]*)\\)").matcher(filter);
    return matcher.find() ? matcher.group(1) : filter;
  }

  private static String versions(String filter) {
    StringBuilder range = new StringBuilder();
    Matcher matcher = VERSION.matcher(filter);
    while (matcher.find()) {
      range.append(range.isEmpty() ? " " : " and ");
      if (matcher.group(4) != null) {
        range.append(matcher.group(4));
      } else {
        boolean below = matcher.group(1).equals("!");
        range.append(below ? "below " : matcher.group(2).equals(">=") ? "from " : "up to ");
        range.append(matcher.group(3));
      }
    }
    return range.toString();
  }

  private String name(Bundle bundle) {
    return names.getOrDefault(bundle, String.valueOf(bundle.getSymbolicName()));
  }

  private static String firstSentence(Throwable e) {
    return innermostMessage(e).lines().findFirst().orElse("it cannot be resolved");
  }

  /** The message of the last cause that has one, in one line. */
  static String innermostMessage(Throwable e) {
    String message = e.getClass().getSimpleName();
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      if (t.getMessage() != null) {
        String kind = t instanceof LinkageError ? t.getClass().getSimpleName() + " " : "";
        message = kind + t.getMessage();
      }
    }
    return message.lines().findFirst().orElse(message);
  }
}
