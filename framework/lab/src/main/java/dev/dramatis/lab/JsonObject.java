package dev.dramatis.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to an object that {@link Json#parse} has read; complains about what is missing. */
public record JsonObject(Map<?, ?> members) {
  /** The value as an object. */
  public static JsonObject of(@Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      return new JsonObject(map);
    }
    throw new IOException("expected a JSON object");
  }

  /** Whether the member is there and not null. */
  public boolean has(String key) {
    return members.get(key) != null;
  }

  /** A whole number. */
  public long number(String key) throws IOException {
    if (members.get(key) instanceof Long number) {
      return number;
    }
    throw missing(key, "a whole number");
  }

  /** A whole number that fits. */
  public int integer(String key) throws IOException {
    return Math.toIntExact(number(key));
  }

  /** A text. */
  public String text(String key) throws IOException {
    if (members.get(key) instanceof String text) {
      return text;
    }
    throw missing(key, "a string");
  }

  /** True or false. */
  public boolean flag(String key) throws IOException {
    if (members.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw missing(key, "true or false");
  }

  /** An object. */
  public JsonObject object(String key) throws IOException {
    return of(members.get(key));
  }

  /** Reads an element of an array. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads it. */
    T read(JsonObject element) throws IOException;
  }

  /** An array of objects. */
  public <T> List<T> list(String key, Reader<T> reader) throws IOException {
    List<T> result = new ArrayList<>();
    for (Object element : array(key)) {
      result.add(reader.read(of(element)));
    }
    return result;
  }

  /** An array. */
  public List<?> array(String key) throws IOException {
    if (members.get(key) instanceof List<?> list) {
      return list;
    }
    throw missing(key, "an array");
  }

  /** An object whose members are all strings. */
  public Map<String, String> texts(String key) throws IOException {
    Map<String, String> result = new LinkedHashMap<>();
    object(key).members.forEach((k, v) -> result.put(String.valueOf(k), String.valueOf(v)));
    return result;
  }

  private static IOException missing(String key, String what) {
    return new IOException("expected " + what + " for \"" + key + "\"");
  }
}
