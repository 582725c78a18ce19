package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.SourceFunction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Every function of kern_thread.c has its counterpart, and the tests of this package execute it:
 * they are run here once more on copies of the classes that tell which methods were entered.
 */
public class SeedCoverageTest {
  /** Function of the seed, and class and method here. */
  private static final Map<String, String> COUNTERPARTS = new TreeMap<>();

  static {
    for (SourceFunction function : new FreebsdPersonality().functions()) {
      COUNTERPARTS.put(function.name(), function.method());
    }
  }

  private static final Set<String> ENTERED = ConcurrentHashMap.newKeySet();

  /** Told by every method of the copies. */
  public static void entered(String method) {
    ENTERED.add(method);
  }

  @Test
  void shouldCallFunctionsByTheirNames() {
    COUNTERPARTS.forEach((function, method) -> {
      String[] words = function.split("_", -1);
      StringBuilder name = new StringBuilder(words[0]);
      for (int i = 1; i < words.length; i++) {
        name.append(Character.toUpperCase(words[i].charAt(0)))
            .append(words[i], 1, words[i].length());
      }
      assertThat(method).endsWith("." + name);
    });
  }

  @Test
  void shouldExecuteEveryFunctionOfTheSeed() throws ReflectiveOperationException {
    ENTERED.clear();
    Copies copies = new Copies(SeedCoverageTest.class.getClassLoader());
    copies.call("SingleThreadingStormTest", "evaluations");
    copies.call("AssertionTableTest", "quietDeeds");
    copies.call("AssertionTableTest", "misdeeds");
    copies.call("ThreadLifeTest", "longLives");
    Set<String> missing = new TreeSet<>();
    COUNTERPARTS.forEach((function, method) -> {
      if (!ENTERED.contains(method)) {
        missing.add(function + ": " + method);
      }
    });
    assertThat(missing).isEmpty();
    assertThat(COUNTERPARTS).hasSize(62);
  }

  /** Loads this package anew, with a first instruction more in every method of the kernel. */
  private static final class Copies extends ClassLoader {
    private static final String PACKAGE = "dev.dramatis.personality.freebsd.";
    private static final ClassDesc HERE = ClassDesc.of(SeedCoverageTest.class.getName());

    Copies(ClassLoader parent) {
      super(parent);
    }

    void call(String test, String method) throws ReflectiveOperationException {
      Method m = loadClass(PACKAGE + test).getDeclaredMethod(method);
      m.setAccessible(true);
      m.invoke(null);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PACKAGE) || name.equals(SeedCoverageTest.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known != null) {
          return known;
        }
        byte[] bytes = instrumented(name);
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private byte[] instrumented(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        String simple = name.substring(PACKAGE.length());
        ClassFile file =
            ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(getParent())));
        return file.transformClass(
            file.parse(in.readAllBytes()),
            (classBuilder, element) -> {
              if (element instanceof java.lang.classfile.MethodModel method
                  && method.code().isPresent()) {
                String where = simple + "." + method.methodName().stringValue();
                classBuilder.transformMethod(
                    method, java.lang.classfile.MethodTransform.transformingCode(marking(where)));
              } else {
                classBuilder.with(element);
              }
            });
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    private static CodeTransform marking(String where) {
      return new CodeTransform() {
        @Override
        public void atStart(CodeBuilder builder) {
          builder
              .ldc(where)
              .invokestatic(
                  HERE,
                  "entered",
                  MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
          builder.with(element);
        }
      };
    }
  }
}
