package dev.dramatis.workloads.rtapp;

import java.util.List;

/**
 * A value of the description with its place. Objects keep their members in order, repeated keys
 * included.
 */
sealed interface Node {
  /** Where it begins. */
  Place place();

  /** What it is, for messages. */
  String kind();

  /** An object. */
  record Obj(Place place, List<Member> members) implements Node {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /** A list. */
  record Arr(Place place, List<Node> items) implements Node {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** A string. */
  record Str(Place place, String value) implements Node {
    @Override
    public String kind() {
      return "the string \"" + value + "\"";
    }
  }

  /** A whole number. */
  record Int(Place place, long value) implements Node {
    @Override
    public String kind() {
      return "the number " + value;
    }
  }

  /** A number that is not whole, or has an exponent. */
  record Real(Place place, String text) implements Node {
    @Override
    public String kind() {
      return "the number " + text;
    }
  }

  /** A truth value. */
  record Bool(Place place, boolean value) implements Node {
    @Override
    public String kind() {
      return String.valueOf(value);
    }
  }

  /** Null. */
  record Null(Place place) implements Node {
    @Override
    public String kind() {
      return "null";
    }
  }

  /** What stands behind a key without colon and value. */
  record Bare(Place place) implements Node {
    @Override
    public String kind() {
      return "no value";
    }
  }

  /**
   * A key and its value.
   *
   * @param key the key
   * @param place where the key begins
   * @param value the value
   */
  record Member(String key, Place place, Node value) {}

  /**
   * Where something stands.
   *
   * @param line from 1; 0 if it comes from a setting of the user
   * @param column from 1, in characters
   * @param setting the setting it comes from, or empty
   */
  record Place(int line, int column, String setting) {
    static Place of(int line, int column) {
      return new Place(line, column, "");
    }

    static Place ofSetting(String setting) {
      return new Place(0, 0, setting);
    }
  }
}
