package dev.dramatis.it;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The dependency arrows and the rules of determinism, over the bundles as they ship. */
class ArchitectureIT {
  /** What runs inside a run, and so must be a pure function of its inputs. */
  private static final String[] SIMULATED = {
    "dev.dramatis.engine..",
    "dev.dramatis.simulation..",
    "dev.dramatis.hw..",
    "dev.dramatis.personality..",
    "dev.dramatis.sched.."
  };

  private static final JavaClasses OURS = imported(Distribution.ownPlugins());

  @Test
  void shouldHaveSeenTheClasses() {
    assertThat(OURS.that(resideInAPackage("dev.dramatis.."))).hasSizeGreaterThan(500);
    assertThat(Distribution.ownPlugins())
        .allSatisfy(jar -> assertThat(imported(List.of(jar))).isNotEmpty());
  }

  @Test
  void shouldLeaveTheSpiWithTheJdkAlone() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.dramatis.spi..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                    "dev.dramatis.spi..", "java..", "org.jspecify..", "org.osgi.annotation.."))
            .because("whoever writes a plugin must not need anything else"));
  }

  @TestFactory
  Stream<DynamicTest> shouldLetProvidersKnowTheSpiAlone() {
    return Distribution.providers().stream()
        .map(jar ->
            DynamicTest.dynamicTest(Distribution.symbolicName(jar), () -> knowsTheSpiAlone(jar)));
  }

  private static void knowsTheSpiAlone(Path jar) {
    JavaClasses bundle = imported(List.of(jar));
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    Distribution.symbolicName(jar) + "..",
                    "dev.dramatis.spi..",
                    "java..",
                    "org.jspecify..",
                    "org.osgi.annotation..",
                    "org.osgi.framework..",
                    "org.osgi.util.tracker..",
                    "com.google.inject..",
                    "jakarta.inject..")
                .or(
                    describe(
                        "are packed into it",
                        type -> bundle.contain(type.getBaseComponentType().getName()))))
        .because("any kernel must run under any scheduler on any hardware")
        .check(bundle);
  }

  @Test
  void shouldKeepTheCoroutinesOfTheJvmInTheEngine() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.dramatis..")
                    .and(resideOutsideOfPackage("dev.dramatis.engine..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.internal..", "sun.."));
  }

  @Test
  void shouldSayNullnessInEveryPackageOfTheSpi() {
    assertThat(
            OURS.stream()
                .filter(type -> type.getPackageName().startsWith("dev.dramatis.spi."))
                .map(JavaClass::getPackage)
                .distinct())
        .isNotEmpty()
        .allSatisfy(
            spi -> assertThat(spi.isAnnotatedWith(NullMarked.class)).as(spi.getName()).isTrue());
  }

  @Test
  void shouldNotAskTheClockNorChance() {
    simulatedMustNotCall(
        "a run is a pure function: virtual time and the run's random source are all there is",
        call("java.lang.System", "currentTimeMillis", "nanoTime", "identityHashCode"),
        call("java.lang.Math", "random"),
        call("java.util.UUID", "randomUUID"),
        call("java.util.concurrent.ThreadLocalRandom", "current"),
        call("java.util.Collections", "shuffle"),
        call("java.util.Random", "<init>"),
        call("java.util.SplittableRandom", "<init>"),
        call("java.time.Instant", "now"),
        call("java.time.Clock", "systemUTC", "systemDefaultZone"));
  }

  @Test
  void shouldNotIterateInAnUnspecifiedOrder() {
    simulatedMustNotCall(
        "the order of these depends on hashes, for some even on the JVM's start: take arrays,"
            + " ArrayList, ArrayDeque, EnumMap, TreeMap, LinkedHashMap, LinkedHashSet",
        call("java.util.HashMap", "<init>", "newHashMap"),
        call("java.util.HashSet", "<init>", "newHashSet"),
        call("java.util.IdentityHashMap", "<init>"),
        call("java.util.WeakHashMap", "<init>"),
        call("java.util.concurrent.ConcurrentHashMap", "<init>", "newKeySet"),
        call("java.util.Map", "of", "ofEntries", "copyOf"),
        call("java.util.Set", "of", "copyOf"),
        call("java.util.stream.Collectors", "toSet", "toUnmodifiableSet", "toUnmodifiableMap"),
        call("java.util.Collection", "parallelStream"));
  }

  @Test
  void shouldNotCalculateWithWhatJvmsMayRoundDifferently() {
    simulatedMustNotCall(
        "StrictMath gives the same bits everywhere",
        call(
            "java.lang.Math",
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "atan2",
            "sinh",
            "cosh",
            "tanh",
            "exp",
            "expm1",
            "log",
            "log10",
            "log1p",
            "pow",
            "cbrt",
            "hypot"));
  }

  @Test
  void shouldPrintOnlyFromTheConsole() {
    check(
        noClasses()
            .that(
                resideInAPackage("dev.dramatis..")
                    .and(resideOutsideOfPackage("dev.dramatis.console..")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @SafeVarargs
  private static void simulatedMustNotCall(
      String because, DescribedPredicate<JavaAccess<?>>... calls) {
    DescribedPredicate<JavaAccess<?>> any = calls[0];
    for (DescribedPredicate<JavaAccess<?>> call : calls) {
      any = any.or(call);
    }
    check(
        noClasses()
            .that()
            .resideInAnyPackage(SIMULATED)
            .should()
            .accessTargetWhere(any.as("what differs from run to run"))
            .because(because));
  }

  private static DescribedPredicate<JavaAccess<?>> call(String owner, String... names) {
    Set<String> forbidden = Set.of(names);
    return describe(
        owner + forbidden,
        access ->
            access.getTargetOwner().getName().equals(owner)
                && forbidden.contains(access.getTarget().getName())
                && !isEmptyCollection(access));
  }

  /** {@code Map.of()} has no order to go wrong. */
  private static boolean isEmptyCollection(JavaAccess<?> access) {
    return access.getTarget() instanceof MethodCallTarget method
        && method.getName().equals("of")
        && method.getRawParameterTypes().isEmpty();
  }

  private static void check(ArchRule rule) {
    // A bundle may be empty yet; that something was seen at all is a test of its own.
    rule.allowEmptyShould(true).check(OURS);
  }

  private static JavaClasses imported(List<Path> jars) {
    List<JarFile> files =
        jars.stream()
            .map(jar -> {
              try {
                return new JarFile(jar.toFile());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
            .toList();
    return new ClassFileImporter().importJars(files);
  }
}
