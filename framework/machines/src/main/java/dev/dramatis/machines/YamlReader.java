package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML into a tree. Nothing that a file can say makes it large: bytes and depth have limits,
 * and anchors, aliases and tags are refused; a description has {@code extends} instead.
 */
final class YamlReader {
  static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_DEPTH = 12;

  private final String file;
  private final Iterator<Event> events;

  private YamlReader(String file, String text) {
    this.file = file;
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_BYTES).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** The one document of a file, which has to be a mapping. */
  static Yaml.Mapping read(String file, byte[] bytes) throws MachineException {
    if (bytes.length > MAX_BYTES) {
      throw new MachineException(
          file,
          1,
          1,
          "the file has "
              + bytes.length
              + " bytes; a machine description has at most "
              + MAX_BYTES);
    }
    String text = Utf8.decode(file, bytes);
    try {
      return new YamlReader(file, text).document();
    } catch (MarkedYamlEngineException e) {
      Place at = place(file, e.getProblemMark().or(e::getContextMark));
      throw at.error("this is not YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // The parser reports a character that YAML forbids without a mark, and trips over a few
      // malformed escapes.
      throw new MachineException(
          file, 1, 1, "this is not YAML: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  private Yaml.Mapping document() throws MachineException {
    expect(Event.ID.StreamStart);
    Event first = events.next();
    if (first.getEventId() != Event.ID.DocumentStart) {
      throw new MachineException(
          file, 1, 1, "the file is empty; a description begins with schema: dramatis.machine/1");
    }
    Yaml root = node(events.next(), 0);
    expect(Event.ID.DocumentEnd);
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw at(end).error("a second document begins here; one file describes one machine");
    }
    if (root instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    throw root.at()
        .error("this is " + root.kind() + "; a description is a mapping of keys to values");
  }

  private void expect(Event.ID id) {
    Event event = events.next();
    if (event.getEventId() != id) {
      throw new IllegalArgumentException("unexpected " + event.getEventId());
    }
  }

  private Yaml node(Event event, int depth) throws MachineException {
    Place at = at(event);
    if (event instanceof AliasEvent) {
      throw at.error(
          "aliases are not understood here; write the value out, or put it into a profile and"
              + " extend that");
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw at.error(
          "anchors are not understood here; write the value out, or put it into a profile and"
              + " extend that");
    }
    if (depth > MAX_DEPTH) {
      throw at.error("this is nested more than " + MAX_DEPTH + " deep; no description needs that");
    }
    return switch (event) {
      case ScalarEvent scalar when scalar.getTag().isEmpty() ->
          new Yaml.Scalar(at, scalar.getValue(), scalar.isPlain());
      case MappingStartEvent mapping when untagged(mapping) -> mapping(at, depth);
      case SequenceStartEvent sequence when untagged(sequence) -> sequence(at, depth);
      default -> throw at.error("tags are not understood here; write the plain value");
    };
  }

  private static boolean untagged(CollectionStartEvent event) {
    return event.getTag().isEmpty();
  }

  private Yaml sequence(Place at, int depth) throws MachineException {
    List<Yaml> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new Yaml.Sequence(at, items);
  }

  private Yaml mapping(Place at, int depth) throws MachineException {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(node(event, depth + 1) instanceof Yaml.Scalar key)) {
        throw at(event).error("a key has to be a word");
      }
      Yaml.Entry entry = new Yaml.Entry(key.at(), node(events.next(), depth + 1));
      Yaml.Entry earlier = entries.putIfAbsent(key.text(), entry);
      if (earlier != null) {
        throw key.at()
            .error(
                "key "
                    + key.text()
                    + " is here for the second time, first in line "
                    + earlier.keyAt().line()
                    + "; drop one");
      }
    }
    return new Yaml.Mapping(at, entries);
  }

  private Place at(Event event) {
    return place(file, event.getStartMark());
  }

  private static Place place(String file, Optional<Mark> mark) {
    return mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(new Place(file, 1, 1));
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }
}
