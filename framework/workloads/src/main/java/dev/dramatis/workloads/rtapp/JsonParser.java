package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Node.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON as rt-app writes it: comments of both kinds, trailing commas, strings in single
 * quotes, and keys without a value, which an older generation of files has. General parsers either
 * refuse the last or lose where things stand.
 */
final class JsonParser {
  private static final int MAX_DEPTH = 32;

  private final Source source;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;
  private boolean sawBareKey;

  JsonParser(Source source, String text) {
    this.source = source;
    this.text = text;
  }

  /** The whole text as one value. */
  Node parse() throws WorkloadException {
    if (text.startsWith("\ufeff")) {
      at = 1;
      lineStart = 1;
    }
    Node value = value(0);
    skipBlanks();
    if (at < text.length()) {
      throw here("nothing may follow the closing brace, found " + found());
    }
    return value;
  }

  /** Whether some key stood without a value. */
  boolean sawBareKey() {
    return sawBareKey;
  }

  private Node value(int depth) throws WorkloadException {
    skipBlanks();
    Place place = place();
    if (depth > MAX_DEPTH) {
      throw here("nested more than " + MAX_DEPTH + " levels deep");
    }
    char c = peek();
    return switch (c) {
      case '{' -> object(place, depth);
      case '[' -> array(place, depth);
      case '"', '\'' -> new Node.Str(place, string());
      default -> {
        if (c == '-' || c >= '0' && c <= '9') {
          yield number(place);
        }
        yield word(place);
      }
    };
  }

  private Node object(Place place, int depth) throws WorkloadException {
    at++;
    List<Member> members = new ArrayList<>();
    while (true) {
      skipBlanks();
      if (peek() == '}') {
        at++;
        return new Node.Obj(place, List.copyOf(members));
      }
      if (peek() != '"' && peek() != '\'') {
        throw here("a key in double quotes or } is needed, found " + found());
      }
      Place keyPlace = place();
      String key = string();
      skipBlanks();
      Node value;
      if (peek() == ':') {
        at++;
        value = value(depth + 1);
      } else {
        value = new Node.Bare(keyPlace);
        sawBareKey = true;
      }
      members.add(new Member(key, keyPlace, value));
      separator('}');
    }
  }

  private Node array(Place place, int depth) throws WorkloadException {
    at++;
    List<Node> items = new ArrayList<>();
    while (true) {
      skipBlanks();
      if (peek() == ']') {
        at++;
        return new Node.Arr(place, List.copyOf(items));
      }
      items.add(value(depth + 1));
      separator(']');
    }
  }

  /** After an element: a comma, which may also trail, or the end, which is left for the caller. */
  private void separator(char end) throws WorkloadException {
    skipBlanks();
    if (peek() == ',') {
      at++;
    } else if (peek() != end) {
      throw here("a comma or " + end + " is needed, found " + found());
    }
  }

  private String string() throws WorkloadException {
    Place start = place();
    char quote = text.charAt(at++);
    StringBuilder out = new StringBuilder();
    while (true) {
      char c = peek();
      if (c == 0 && at >= text.length() || c == '\n') {
        throw source.error(start, "the string is not closed");
      }
      if (c == quote) {
        at++;
        return out.toString();
      }
      if (c == '\\') {
        at++;
        out.append(escape());
      } else {
        out.append(c);
        at++;
      }
    }
  }

  private char escape() throws WorkloadException {
    char c = peek();
    if (c == 'u') {
      int value = 0;
      for (int i = 1; i <= 4; i++) {
        int digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : -1;
        if (digit < 0) {
          throw here("four hexadecimal digits must follow \\u");
        }
        value = value << 4 | digit;
      }
      at += 5;
      return (char) value;
    }
    int index = "\"'\\/bfnrt".indexOf(c);
    if (index < 0 || at >= text.length()) {
      throw here("unknown escape in a string");
    }
    at++;
    return "\"'\\/\b\f\n\r\t".charAt(index);
  }

  private Node number(Place place) throws WorkloadException {
    int start = at++;
    while (at < text.length() && "0123456789.eE+-".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (digits.matches("-?[0-9]{1,18}")) {
      return new Node.Int(place, Long.parseLong(digits));
    }
    if (digits.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      return new Node.Real(place, digits);
    }
    throw source.error(place, "not a number: " + digits);
  }

  private Node word(Place place) throws WorkloadException {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return switch (text.substring(start, at)) {
      case "true" -> new Node.Bool(place, true);
      case "false" -> new Node.Bool(place, false);
      case "null" -> new Node.Null(place);
      default -> {
        at = start;
        throw source.error(place, "a value is needed, found " + found());
      }
    };
  }

  private void skipBlanks() throws WorkloadException {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        at++;
        newLine();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        comment();
      } else {
        return;
      }
    }
  }

  private void comment() throws WorkloadException {
    Place start = place();
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw source.error(start, "the comment is not closed");
    }
    while (at < end + 2) {
      if (text.charAt(at++) == '\n') {
        newLine();
      }
    }
  }

  private void newLine() {
    line++;
    lineStart = at;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private Place place() {
    return Place.of(line, at - lineStart + 1);
  }

  private String found() {
    return at < text.length() ? "'" + text.charAt(at) + "'" : "the end of the file";
  }

  private WorkloadException here(String problem) {
    return source.error(place(), problem);
  }
}
