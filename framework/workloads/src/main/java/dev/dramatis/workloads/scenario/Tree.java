package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A value of a YAML text that knows its place, for strict readers. */
final class Tree {
  private static final int MAX_CHARACTERS = 256 * 1024;

  private final String file;
  private final Node node;

  private Tree(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /** The one document of a text. */
  static Tree of(String file, String text) throws WorkloadException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(MAX_CHARACTERS)
            .setMaxAliasesForCollections(0)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      return new Tree(
          file,
          root.orElseThrow(
              () -> new WorkloadException(file, 1, 1, "the file is empty; it needs a scenario")));
    } catch (MarkedYamlEngineException e) {
      Mark at = e.getProblemMark().or(e::getContextMark).orElse(null);
      throw new WorkloadException(
          file,
          at == null ? 1 : at.getLine() + 1,
          at == null ? 1 : at.getColumn() + 1,
          "this is not YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new WorkloadException(
          file, 1, 1, "this is not YAML: " + oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
  }

  int line() {
    return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
  }

  /** The error that something is wrong here. */
  WorkloadException error(String problem) {
    int column = node.getStartMark().map(m -> m.getColumn() + 1).orElse(1);
    return new WorkloadException(file, line(), column, problem);
  }

  boolean isScalar() {
    return node instanceof ScalarNode;
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** A single value as text. */
  String text() throws WorkloadException {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw error("a word is expected here");
  }

  long number(long min, long max) throws WorkloadException {
    String text = text();
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the same complaint
    }
    throw error("'" + text + "' is no whole number from " + min + " to " + max);
  }

  boolean truth() throws WorkloadException {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw error("write true or false");
    };
  }

  /** One of some words. */
  String word(List<String> words) throws WorkloadException {
    String text = text();
    if (words.contains(text)) {
      return text;
    }
    throw error("'" + text + "' is not understood here; write one of " + String.join(", ", words));
  }

  /** The items of a list; a value that is none counts as a list of one. */
  List<Tree> items() {
    List<Tree> items = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        items.add(new Tree(file, item));
      }
    } else {
      items.add(this);
    }
    return items;
  }

  List<String> words() throws WorkloadException {
    List<String> words = new ArrayList<>();
    for (Tree item : items()) {
      words.add(item.text());
    }
    return words;
  }

  /** The entries of a mapping, by key. */
  Map<String, Tree> entries() throws WorkloadException {
    if (!(node instanceof MappingNode mapping)) {
      throw error("a mapping of keys to values is expected here");
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Tree key = new Tree(file, tuple.getKeyNode());
      if (entries.put(key.text(), new Tree(file, tuple.getValueNode())) != null) {
        throw key.error("key " + key.text() + " is here for the second time; drop one");
      }
    }
    return entries;
  }

  /** The keys of a mapping with their places. */
  private List<Tree> keys() {
    List<Tree> keys = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(t -> keys.add(new Tree(file, t.getKeyNode())));
    }
    return keys;
  }

  /** The entries of a mapping that has no other keys than these. */
  Map<String, Tree> entries(List<String> known) throws WorkloadException {
    Map<String, Tree> entries = entries();
    for (Tree key : keys()) {
      if (!known.contains(key.text())) {
        throw key.error(
            "key " + key.text() + " is unknown here; known are " + String.join(", ", known));
      }
    }
    return entries;
  }

  /** The value of a key that has to be there. */
  Tree need(String key) throws WorkloadException {
    Tree value = entries().get(key);
    if (value == null) {
      throw error(key + " is missing");
    }
    return value;
  }

  /** Where it stands. */
  Cut.Span span() {
    return span(node, node);
  }

  /** Where the entry of a key stands. */
  Cut.Span entry(String key) throws WorkloadException {
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (new Tree(file, tuple.getKeyNode()).text().equals(key)) {
        return span(tuple.getKeyNode(), tuple.getValueNode());
      }
    }
    throw error(key + " is missing");
  }

  private static Cut.Span span(Node first, Node last) {
    Mark from = first.getStartMark().orElseThrow();
    Mark to = end(last);
    return new Cut.Span(from.getLine(), from.getColumn(), to.getLine(), to.getColumn());
  }

  /** The end of what is written; that of a block would be the beginning of what follows. */
  private static Mark end(Node node) {
    return switch (node) {
      case SequenceNode list
          when list.getFlowStyle() != FlowStyle.FLOW && !list.getValue().isEmpty() ->
          end(list.getValue().getLast());
      case MappingNode map when map.getFlowStyle() != FlowStyle.FLOW && !map.getValue().isEmpty() ->
          end(map.getValue().getLast().getValueNode());
      default -> node.getEndMark().orElseThrow();
    };
  }

  /** Whether a word stands somewhere in it. */
  boolean mentions(String word) {
    return switch (node) {
      case ScalarNode scalar -> List.of(scalar.getValue().split("\\W+")).contains(word);
      case SequenceNode list ->
          list.getValue().stream().anyMatch(item -> new Tree(file, item).mentions(word));
      case MappingNode map ->
          map.getValue().stream()
              .anyMatch(t ->
                  new Tree(file, t.getKeyNode()).mentions(word)
                      || new Tree(file, t.getValueNode()).mentions(word));
      default -> false;
    };
  }

  /** The place of a key, for messages. */
  Tree key(String name) throws WorkloadException {
    for (Tree key : keys()) {
      if (key.text().equals(name)) {
        return key;
      }
    }
    return this;
  }

  @Nullable Tree get(String key) throws WorkloadException {
    return entries().get(key);
  }
}
