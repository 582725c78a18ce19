package dev.dramatis.workloads.generator;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.DurationText;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a generator, as in {@code g=1,f=3}. What nobody asks for is an error in the
 * end.
 */
final class Parameters {
  private final String file;
  private final Map<String, Given> given = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  private Parameters(String file) {
    this.file = file;
  }

  /**
   * Takes the text apart.
   *
   * @param name the whole name, with the colon at {@code colon}; -1 if there are no parameters
   * @param settings settings of the user, which replace those of the name
   */
  static Parameters parse(String name, int colon, Map<String, String> settings)
      throws WorkloadException {
    Parameters parameters = new Parameters(name);
    int at = colon + 1;
    while (colon >= 0 && at < name.length()) {
      int comma = name.indexOf(',', at);
      int end = comma < 0 ? name.length() : comma;
      int equals = name.indexOf('=', at);
      if (equals <= at || equals >= end - 1) {
        throw new WorkloadException(name, 1, at + 1, "a parameter is needed in the form key=value");
      }
      Given value = new Given(name.substring(equals + 1, end), at + 1);
      if (parameters.given.putIfAbsent(name.substring(at, equals), value) != null) {
        throw new WorkloadException(
            name, 1, at + 1, "'" + name.substring(at, equals) + "' is given twice; keep one");
      }
      at = end + 1;
    }
    settings.forEach((key, value) -> parameters.given.put(key, new Given(value, 0)));
    return parameters;
  }

  /** A whole number. */
  int number(String key, int otherwise, int low, int high) throws WorkloadException {
    Given value = take(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.text.matches("[0-9]{1,9}")
        || Integer.parseInt(value.text) < low
        || Integer.parseInt(value.text) > high) {
      throw error(key, value, "a whole number from " + low + " to " + high + " is needed");
    }
    return Integer.parseInt(value.text);
  }

  /**
   * A time in nanoseconds. A bare number counts in the unit given, as in the tool that the
   * generator follows.
   */
  long time(String key, long otherwise, long unitOfBareNumber) throws WorkloadException {
    Given value = take(key);
    if (value == null) {
      return otherwise;
    }
    if (value.text.matches("[0-9]{1,9}")) {
      return Long.parseLong(value.text) * unitOfBareNumber;
    }
    OptionalLong nanos = DurationText.parse(value.text);
    if (nanos.isEmpty()) {
      throw error(key, value, "a time is needed, such as 500us, 10ms or 2s");
    }
    return nanos.getAsLong();
  }

  /** Refuses parameters that nobody asked for. */
  void finish() throws WorkloadException {
    for (Map.Entry<String, Given> each : given.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw error(
            each.getKey(),
            each.getValue(),
            "unknown; the parameters are " + String.join(", ", known));
      }
    }
  }

  private @Nullable Given take(String key) {
    known.add(key);
    return given.get(key);
  }

  private WorkloadException error(String key, Given value, String problem) {
    return value.column > 0
        ? new WorkloadException(file, 1, value.column, "'" + key + "': " + problem)
        : new WorkloadException(file, "setting " + key + "=" + value.text + ": " + problem);
  }

  /** A value and where its key stands; 0 if it is a setting. */
  private record Given(String text, int column) {}
}
