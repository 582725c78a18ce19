package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping that is being read. It notes which keys the reader asked for; what is left over at
 * {@link #done} is unknown, and the keys asked for are what the user may have meant.
 *
 * <p>{@code src} and {@code conf} beside bare figures speak for all of them, unless these come from
 * another file through {@code extends}.
 */
final class Section {
  private static final int MAX_TEXT = 500;

  private final String path;
  private final Yaml.Mapping mapping;
  private final Set<String> known = new LinkedHashSet<>(List.of("src", "conf"));

  private @Nullable Section around;

  /**
   * Begins to read.
   *
   * @param path keys from the top, joined with dots; empty for the top
   */
  Section(String path, Yaml.Mapping mapping) {
    this.path = path;
    this.mapping = mapping;
  }

  /** A section from a value that has to be a mapping. */
  static Section of(String path, Yaml value) throws MachineException {
    if (value instanceof Yaml.Mapping mapping) {
      return new Section(path, mapping);
    }
    throw value
        .at()
        .error(path + " is " + value.kind() + "; it has to be a mapping of keys to values");
  }

  /** Takes over source and grade of the section around it, if this one names none itself. */
  void within(Section outer) {
    around = outer;
  }

  Place at() {
    return mapping.at();
  }

  String path() {
    return path;
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Set<String> keys() {
    return mapping.entries().keySet();
  }

  Place keyAt(String key) {
    Yaml.Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.at() : entry.keyAt();
  }

  /** The value of a key, or null; the key is known from now on. */
  @Nullable Yaml take(String key) {
    known.add(key);
    Yaml.Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value();
  }

  boolean has(String key) {
    return take(key) != null;
  }

  Yaml need(String key) throws MachineException {
    Yaml value = take(key);
    if (value == null) {
      // A misspelt key is the likelier story than a forgotten one.
      for (var entry : mapping.entries().entrySet()) {
        if (!known.contains(entry.getKey()) && Suggestion.isSlipOf(entry.getKey(), key)) {
          throw entry
              .getValue()
              .keyAt()
              .error(Suggestion.forKey(entry.getKey(), path, List.of(key)));
        }
      }
      throw mapping.at().error(path(key) + " is missing; give it here or in what this extends");
    }
    return value;
  }

  /** A section below, or null. */
  @Nullable Section section(String key) throws MachineException {
    Yaml value = take(key);
    return value == null ? null : of(path(key), value);
  }

  /** Sections in a list; none if the key is not there. */
  List<Section> sections(String key) throws MachineException {
    List<Section> sections = new ArrayList<>();
    for (Yaml item : items(key)) {
      sections.add(of(path(key) + "[" + sections.size() + "]", item));
    }
    return sections;
  }

  /** Values of a list; none if the key is not there. */
  List<Yaml> items(String key) throws MachineException {
    Yaml value = take(key);
    return value == null ? List.of() : list(path(key), value);
  }

  static List<Yaml> list(String path, Yaml value) throws MachineException {
    if (value instanceof Yaml.Sequence sequence) {
      return sequence.items();
    }
    throw value.at().error(path + " is " + value.kind() + "; it has to be a list: [ , ]");
  }

  String text(String key) throws MachineException {
    return text(path(key), need(key));
  }

  String text(String key, String otherwise) throws MachineException {
    Yaml value = take(key);
    return value == null ? otherwise : text(path(key), value);
  }

  static String text(String path, Yaml value) throws MachineException {
    if (value instanceof Yaml.Scalar scalar
        && !scalar.text().isBlank()
        && scalar.text().length() <= MAX_TEXT) {
      return scalar.text();
    }
    throw value.at().error(path + " has to be a text of 1 to " + MAX_TEXT + " characters");
  }

  /** One of a few words, or null. */
  @Nullable String word(String key, List<String> words) throws MachineException {
    Yaml value = take(key);
    if (value == null) {
      return null;
    }
    String word = text(path(key), value);
    if (!words.contains(word)) {
      throw value
          .at()
          .error(path(key) + " cannot be " + word + "; write one of " + String.join(", ", words));
    }
    return word;
  }

  boolean truth(String key, boolean otherwise) throws MachineException {
    String word = word(key, List.of("true", "false"));
    return word == null ? otherwise : word.equals("true");
  }

  int integer(String key, int min, int max) throws MachineException {
    return Numbers.integer(path(key), need(key), min, max);
  }

  int integer(String key, int min, int max, int otherwise) throws MachineException {
    Yaml value = take(key);
    return value == null ? otherwise : Numbers.integer(path(key), value, min, max);
  }

  /** A figure, or null. */
  @Nullable Figure figure(String key, double min, double max) throws MachineException {
    Yaml value = take(key);
    return value == null ? null : figure(path(key), value, min, max);
  }

  /** A figure, with the source that this section names if it names none itself. */
  Figure figure(String figurePath, Yaml value, double min, double max) throws MachineException {
    if (value instanceof Yaml.Mapping leaf) {
      return Figures.read(new Section(figurePath, leaf), min, max);
    }
    double number = Numbers.number(figurePath, value, min, max);
    return new Figure(number, number, number, sourceFor(value), confidenceFor(value));
  }

  /** The source that the section names for a bare value of the same file, or empty. */
  String sourceFor(Yaml value) throws MachineException {
    Yaml.Entry src = mapping.entries().get("src");
    if (src != null && src.value().at().file().equals(value.at().file())) {
      return text(path("src"), src.value());
    }
    return around == null ? "" : around.sourceFor(value);
  }

  /** The grade that the section gives a bare value of the same file; D where nobody graded. */
  char confidenceFor(Yaml value) throws MachineException {
    Yaml.Entry conf = mapping.entries().get("conf");
    if (conf != null && conf.value().at().file().equals(value.at().file())) {
      return Figures.grade(path("conf"), conf.value());
    }
    return around == null ? 'D' : around.confidenceFor(value);
  }

  /** Nothing more is expected: any other key is an error. */
  void done() throws MachineException {
    requireKnown();
    Yaml.Entry src = mapping.entries().get("src");
    if (src != null) {
      text(path("src"), src.value());
    }
    Yaml.Entry conf = mapping.entries().get("conf");
    if (conf != null) {
      Figures.grade(path("conf"), conf.value());
    }
  }

  private void requireKnown() throws MachineException {
    for (var entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw entry.getValue().keyAt().error(Suggestion.forKey(entry.getKey(), path, known));
      }
    }
  }
}
