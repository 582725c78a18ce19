package dev.dramatis.machines;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML text as a tree that knows its places. */
sealed interface Yaml {
  /** Where it begins. */
  Place at();

  /** A noun for messages. */
  String kind();

  /**
   * A single value.
   *
   * @param plain whether it stands without quotes, so that it can be a number or a truth value
   */
  record Scalar(Place at, String text, boolean plain) implements Yaml {
    @Override
    public String kind() {
      return text.isEmpty() && plain ? "nothing" : "a single value";
    }
  }

  /** Values in order. */
  record Sequence(Place at, List<Yaml> items) implements Yaml {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Values by key, in the order of the text. */
  record Mapping(Place at, Map<String, Entry> entries) implements Yaml {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A value and where its key stands. */
  record Entry(Place keyAt, Yaml value) {}
}
