package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The dependency arrows as the framework sees them. A package that is not listed here cannot be
 * imported; whoever needs a new arrow adds it here, and reviewers see it.
 */
class ManifestsIT {
  private static final String SPI = "dev.dramatis.spi";
  private static final String ENGINE = "dev.dramatis.engine";
  private static final String SIMULATION = "dev.dramatis.simulation";
  private static final String LAB = "dev.dramatis.lab";
  private static final String EXPLORE = "dev.dramatis.explore";
  private static final String RUNTIME = "dev.dramatis.runtime";
  private static final String WORKLOADS = "dev.dramatis.workloads";
  private static final String MACHINES = "dev.dramatis.machines";

  /** What every bundle but the SPI may import, below its own packages and the SPI. */
  private static final List<String> EVERYBODY =
      List.of(
          "org.jspecify.annotations",
          "org.osgi.framework",
          "org.osgi.util.tracker",
          "com.google.inject",
          "jakarta.inject",
          SPI);

  /** What framework bundles may import beyond that. */
  private static final Map<String, List<String>> MORE =
      Map.of(
          ENGINE,
          List.of("jdk.internal.vm"),
          SIMULATION,
          List.of(ENGINE),
          LAB,
          List.of(ENGINE, SIMULATION, "com.fasterxml.jackson.core"),
          EXPLORE,
          List.of(ENGINE, SIMULATION, WORKLOADS),
          WORKLOADS,
          List.of("org.snakeyaml.engine"),
          RUNTIME,
          List.of(ENGINE, SIMULATION, "org.osgi.resource", "org.osgi.service"),
          MACHINES,
          List.of("org.snakeyaml.engine", "javax.xml.stream"),
          "dev.dramatis.console",
          List.of(SIMULATION, LAB, EXPLORE, RUNTIME, WORKLOADS, MACHINES, "picocli"));

  private static final Pattern CLAUSE =
      Pattern.compile("([^,;=\"]+)((?:;[^,\"]*(?:\"[^\"]*\")?)*),?");

  @Test
  void shouldSeeEveryBundleOfOurs() {
    assertThat(Distribution.ownPlugins().stream().map(Distribution::symbolicName))
        .contains(SPI, ENGINE, SIMULATION, LAB, EXPLORE, RUNTIME, WORKLOADS, MACHINES)
        .hasSizeGreaterThanOrEqualTo(14)
        .doesNotHaveDuplicates();
  }

  /** A new module is easily forgotten in the assembly. */
  @Test
  void shouldShipEveryBundleOfTheReactor() throws IOException {
    assertThat(Distribution.ownPlugins().stream().map(Distribution::symbolicName))
        .containsAll(bundlesOfTheReactor());
  }

  private static Set<String> bundlesOfTheReactor() throws IOException {
    Pattern property = Pattern.compile("<bundle.symbolicName>(dev[^<]*)<");
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files =
        Files.find(Distribution.ROOT, 3, (file, a) -> file.endsWith("pom.xml"))) {
      for (Path pom : files.toList()) {
        Matcher matcher = property.matcher(Files.readString(pom));
        if (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    assertThat(names).hasSizeGreaterThan(14);
    // The one is the program itself, the other for those who test plugins.
    names.removeAll(Set.of("dev.dramatis.launcher", "dev.dramatis.testkit"));
    return names;
  }

  @TestFactory
  Stream<DynamicTest> shouldImportOnlyWhatTheArrowsAllow() {
    return each(jar -> {
      String name = Distribution.symbolicName(jar);
      Set<String> stray = new LinkedHashSet<>();
      for (String imported : packages(jar, "Import-Package").keySet()) {
        if (allowed(name).noneMatch(prefix -> isIn(imported, prefix))) {
          stray.add(imported);
        }
      }
      assertThat(stray).as("imports of %s", name).isEmpty();
    });
  }

  @TestFactory
  Stream<DynamicTest> shouldBindToVersionsOfOurPackages() {
    return each(jar ->
        packages(jar, "Import-Package")
            .forEach((imported, attributes) -> {
              if (imported.startsWith("dev.dramatis.")) {
                assertThat(attributes).as(imported).contains("version=\"[");
              }
            }));
  }

  @TestFactory
  Stream<DynamicTest> shouldJoinByPackagesAlone() {
    return each(jar -> {
      assertThat(Distribution.header(jar, "Require-Bundle")).isEmpty();
      assertThat(Distribution.header(jar, "DynamicImport-Package")).isEmpty();
      assertThat(Distribution.header(jar, "Export-Package")).doesNotContain(".internal");
    });
  }

  @Test
  void shouldExportNothingFromProviders() {
    assertThat(Distribution.providers())
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(jar -> assertThat(packages(jar, "Export-Package")).isEmpty());
  }

  @TestFactory
  Stream<DynamicTest> shouldNotTellWhoBuiltThem() {
    return each(jar ->
        assertThat(Distribution.manifest(jar).getMainAttributes().keySet().stream())
            .map(String::valueOf)
            .doesNotContain(
                "Build-Jdk",
                "Build-Jdk-Spec",
                "Build-Tool-Jdk-Spec",
                "Built-By",
                "Bnd-LastModified"));
  }

  private interface Check {
    void of(Path jar);
  }

  private static Stream<DynamicTest> each(Check check) {
    return Distribution.ownPlugins().stream()
        .map(jar -> DynamicTest.dynamicTest(Distribution.symbolicName(jar), () -> check.of(jar)));
  }

  private static Stream<String> allowed(String name) {
    if (name.equals(SPI)) {
      return Stream.of(SPI, "org.jspecify.annotations");
    }
    return Stream.of(List.of(name), EVERYBODY, MORE.getOrDefault(name, List.of()))
        .flatMap(List::stream);
  }

  private static boolean isIn(String imported, String prefix) {
    return imported.equals(prefix) || imported.startsWith(prefix + ".");
  }

  /** The packages of a header with their attributes. */
  private static Map<String, String> packages(Path jar, String header) {
    Map<String, String> packages = new TreeMap<>();
    Matcher matcher = CLAUSE.matcher(Distribution.header(jar, header));
    while (matcher.find()) {
      packages.put(matcher.group(1).strip(), matcher.group(2));
    }
    return packages;
  }
}
