package dev.dramatis.spi;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the public signatures of the SPI against the list that plugins were last promised.
 *
 * <p>A line that disappears breaks plugins; a new abstract method of a type that plugins implement
 * does so too. A change that is meant goes into the list with {@code mvn -pl framework/spi test
 * -Ddramatis.api.update=true}, together with the new version in its {@code package-info.java}:
 * minor for what only adds, major for what breaks. The diff of the list is then what reviewers
 * read.
 */
class ApiSignaturesTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path PROMISED = Path.of("src", "test", "resources", "api-1.0.txt");
  private static final String HOW =
      "if meant: mvn -pl framework/spi test -Ddramatis.api.update=true, and think of the version";

  @Test
  void shouldOfferWhatWasPromised() throws Exception {
    TreeSet<String> actual = signatures();
    if (Boolean.getBoolean("dramatis.api.update")) {
      Files.write(PROMISED, actual);
    }
    List<String> promised = Files.readAllLines(PROMISED);

    assertThat(missingFrom(actual, promised)).as("promised, but gone; %s", HOW).isEmpty();
    assertThat(missingFrom(promised, actual)).as("new, not yet promised; %s", HOW).isEmpty();
  }

  @Test
  void shouldSeeEveryPackage() throws IOException {
    assertThat(classNames().map(name -> name.substring(0, name.lastIndexOf('.'))))
        .contains(
            "dev.dramatis.spi.hardware",
            "dev.dramatis.spi.kernel",
            "dev.dramatis.spi.machine",
            "dev.dramatis.spi.sched",
            "dev.dramatis.spi.trace",
            "dev.dramatis.spi.workload");
  }

  private static List<String> missingFrom(Collection<String> present, Collection<String> wanted) {
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(present);
    return missing;
  }

  private static TreeSet<String> signatures() throws Exception {
    TreeSet<String> signatures = new TreeSet<>();
    for (String name : classNames().toList()) {
      Class<?> type = Class.forName(name, false, ApiSignaturesTest.class.getClassLoader());
      if (isOffered(type)) {
        describe(type, signatures);
      }
    }
    return signatures;
  }

  private static Stream<String> classNames() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .map(file -> file.replace(CLASSES.getFileSystem().getSeparator(), "."))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean isOffered(Class<?> type) {
    for (Class<?> t = type; t != null; t = t.getEnclosingClass()) {
      if (!isOffered(t.getModifiers()) || t.isAnonymousClass() || t.isLocalClass()) {
        return false;
      }
    }
    return !type.isSynthetic();
  }

  private static boolean isOffered(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static void describe(Class<?> type, TreeSet<String> to) throws Exception {
    String name = type.getName();
    to.add(name + " : " + header(type));
    if (type.isRecord()) {
      String components =
          Arrays.stream(type.getRecordComponents())
              .map(ApiSignaturesTest::component)
              .collect(joining(", "));
      to.add(name + " : record(" + components + ")");
    }
    for (Field field : type.getDeclaredFields()) {
      if (isOffered(field.getModifiers()) && !field.isSynthetic()) {
        to.add(name + "." + field.getName() + " : " + field(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isOffered(constructor.getModifiers()) && !constructor.isSynthetic()) {
        to.add(name + ".<init> : " + executable(constructor, ""));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isOffered(method.getModifiers()) && !method.isSynthetic()) {
        String result = method.getGenericReturnType().getTypeName() + " ";
        String kind = method.isDefault() ? "default " : "";
        to.add(name + "." + method.getName() + " : " + kind + executable(method, result));
      }
    }
  }

  private static String header(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "@interface"
            : type.isInterface()
                ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    StringBuilder header = new StringBuilder(modifiers(type.getModifiers() & ~Modifier.INTERFACE));
    header.append(kind).append(variables(type.getTypeParameters()));
    if (type.getGenericSuperclass() != null && type.getGenericSuperclass() != Object.class) {
      header.append(" extends ").append(type.getGenericSuperclass().getTypeName());
    }
    if (type.getGenericInterfaces().length > 0) {
      header.append(" implements ").append(types(type.getGenericInterfaces()));
    }
    if (type.isSealed()) {
      header.append(" permits ").append(types(type.getPermittedSubclasses()));
    }
    return header.toString();
  }

  private static String component(RecordComponent component) {
    return component.getGenericType().getTypeName() + " " + component.getName();
  }

  private static String field(Field field) throws IllegalAccessException {
    String text = modifiers(field.getModifiers()) + field.getGenericType().getTypeName();
    boolean constant =
        Modifier.isPublic(field.getModifiers())
            && Modifier.isStatic(field.getModifiers())
            && Modifier.isFinal(field.getModifiers())
            && (field.getType().isPrimitive() || field.getType() == String.class);
    return constant ? text + " = " + field.get(null) : text;
  }

  private static String executable(Executable executable, String result) {
    String parameters =
        Arrays.stream(executable.getParameters())
            .map(Parameter::getParameterizedType)
            .map(Type::getTypeName)
            .collect(joining(", ", "(", ")"));
    String thrown =
        executable.getGenericExceptionTypes().length == 0
            ? ""
            : " throws " + types(executable.getGenericExceptionTypes());
    int modifiers = executable.getModifiers() & ~(Modifier.TRANSIENT | Modifier.VOLATILE);
    return modifiers(modifiers)
        + variables(executable.getTypeParameters())
        + result
        + parameters
        + thrown;
  }

  private static String variables(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(variable -> variable.getName() + " extends " + types(variable.getBounds()))
            .collect(joining(", ", "<", ">"));
  }

  private static String types(Type[] types) {
    return Arrays.stream(types).map(Type::getTypeName).collect(joining(", "));
  }

  private static String modifiers(int modifiers) {
    // How a method keeps others out is nothing that callers see.
    String text = Modifier.toString(modifiers & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE));
    return text.isEmpty() ? "" : text + " ";
  }
}
