package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which test here stands for which case of NetBSD's own tests (atf.csv), or why none does. */
class AtfCasesTest {
  private record Case(String name, String test) {
    @Override
    public String toString() {
      return name;
    }

    boolean left() {
      return test.startsWith("-");
    }
  }

  static List<Case> cases() {
    try (InputStream in = AtfCasesTest.class.getResourceAsStream("atf.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", 2))
          .map(cells -> new Case(cells[0], cells[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Case> reproduced() {
    return cases().stream().filter(c -> !c.left()).toList();
  }

  @ParameterizedTest
  @MethodSource("reproduced")
  void shouldBeReproduced(Case each) throws ClassNotFoundException {
    String[] test = each.test.split("\\.");
    Class<?> type = Class.forName(getClass().getPackageName() + "." + test[0]);
    assertThat(
            Arrays.stream(type.getDeclaredMethods())
                .filter(AtfCasesTest::isTest)
                .map(Method::getName))
        .contains(test[1]);
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  @Test
  void shouldSayWhyOthersAreLeftOut() {
    assertThat(cases().stream().filter(Case::left))
        .hasSize(5)
        .allSatisfy(c -> assertThat(c.test).hasSizeGreaterThan(20));
  }
}
