package dev.dramatis.explore.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import dev.dramatis.workloads.scenario.ScenarioReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scenarios that come with the explorer. */
public final class Library {
  private static final String SUFFIX = ".scenario.yaml";

  private Library() {}

  /** Names, in the order in which they should be tried. */
  public static List<String> names() {
    return text("library.txt").lines().filter(l -> !l.isBlank()).toList();
  }

  /** A scenario by name, or null. */
  public static @Nullable Scenario find(String name) {
    return names().contains(name) ? read(name) : null;
  }

  /** Those that are meant for a personality. */
  public static List<Scenario> suiting(String personality) {
    List<Scenario> all = new ArrayList<>();
    for (String name : names()) {
      Scenario scenario = read(name);
      if (scenario.suits(personality)) {
        all.add(scenario);
      }
    }
    return all;
  }

  private static Scenario read(String name) {
    try {
      return ScenarioReader.read(name + SUFFIX, text(name + SUFFIX));
    } catch (WorkloadException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private static String text(String file) {
    try (InputStream in = Library.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the library lacks " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
