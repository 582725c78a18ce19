package dev.dramatis.machines;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flattened device tree: what firmware hands to a kernel, {@code .dtb} in a boot partition or
 * {@code /sys/firmware/fdt} of a running machine. All numbers are big-endian.
 */
final class DeviceTree {
  static final int MAX_BYTES = 4 * 1024 * 1024;
  private static final int MAGIC = 0xd00dfeed;
  private static final int MAX_DEPTH = 32;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int NOP = 4;

  /** A node. Two nodes may look alike, so only a node itself is equal to it. */
  static final class Node {
    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final List<Node> children = new ArrayList<>();

    private Node(String name) {
      this.name = name;
    }

    /** With its unit address. */
    String name() {
      return name;
    }

    /** In the order of the file. */
    List<Node> children() {
      return children;
    }

    /** The child of a name, or null. */
    @Nullable Node child(String childName) {
      return children.stream().filter(c -> c.name().equals(childName)).findFirst().orElse(null);
    }

    boolean has(String property) {
      return properties.containsKey(property);
    }

    /** The 32-bit cells of a property; none if it is not there. */
    List<Integer> cells(String property) {
      byte[] bytes = properties.getOrDefault(property, new byte[0]);
      List<Integer> cells = new ArrayList<>();
      for (int i = 0; i + 4 <= bytes.length; i += 4) {
        cells.add(ByteBuffer.wrap(bytes).getInt(i));
      }
      return cells;
    }

    /** A number of one or two cells, or -1. */
    long number(String property) {
      byte[] bytes = properties.getOrDefault(property, new byte[0]);
      return switch (bytes.length) {
        case 4 -> Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt());
        case 8 -> Math.max(-1, ByteBuffer.wrap(bytes).getLong());
        default -> -1;
      };
    }

    /** The strings of a property; none if it is not there. */
    List<String> strings(String property) {
      String text =
          new String(properties.getOrDefault(property, new byte[0]), StandardCharsets.US_ASCII);
      return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    }
  }

  private final String file;
  private final ByteBuffer in;
  private final int strings;
  private final Map<Integer, Node> byHandle = new LinkedHashMap<>();
  private final Node root;

  private DeviceTree(String file, byte[] bytes) throws MachineException {
    this.file = file;
    in = ByteBuffer.wrap(bytes);
    if (bytes.length > MAX_BYTES) {
      throw new MachineException(
          file, "the file is too large; a device tree has at most " + MAX_BYTES + " bytes");
    }
    if (bytes.length < 40 || in.getInt(0) != MAGIC) {
      throw new MachineException(
          file,
          "this is no binary device tree; compile a source with dtc -O dtb, or take"
              + " /sys/firmware/fdt");
    }
    strings = in.getInt(12);
    in.position(Math.clamp(in.getInt(8), 0, bytes.length));
    if (token() != BEGIN_NODE) {
      throw broken();
    }
    root = node(0);
  }

  static DeviceTree read(String file, byte[] bytes) throws MachineException {
    try {
      return new DeviceTree(file, bytes);
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new MachineException(
          file, "the device tree ends in the middle; it is damaged or cut off");
    }
  }

  Node root() {
    return root;
  }

  /** The node that a phandle names, or null. */
  @Nullable Node node(Integer handle) {
    return byHandle.get(handle);
  }

  private MachineException broken() {
    return new MachineException(file, "the device tree is damaged at byte " + in.position());
  }

  private int token() {
    int token = in.getInt();
    while (token == NOP) {
      token = in.getInt();
    }
    return token;
  }

  private Node node(int depth) throws MachineException {
    if (depth > MAX_DEPTH) {
      throw broken();
    }
    Node node = new Node(string(in.position()));
    skip(node.name().length() + 1);
    for (int token = token(); token != END_NODE; token = token()) {
      if (token == BEGIN_NODE) {
        node.children().add(node(depth + 1));
      } else if (token == PROPERTY) {
        property(node);
      } else {
        throw broken();
      }
    }
    long handle =
        node.number("phandle") >= 0 ? node.number("phandle") : node.number("linux,phandle");
    if (handle >= 0) {
      byHandle.put((int) handle, node);
    }
    return node;
  }

  private void property(Node node) throws MachineException {
    int length = in.getInt();
    String name = string(strings + in.getInt());
    if (length < 0 || length > in.remaining()) {
      throw broken();
    }
    byte[] bytes = new byte[length];
    in.get(in.position(), bytes);
    skip(length);
    node.properties.put(name, bytes);
  }

  /** Moves on by some bytes and to the next boundary of a word. */
  private void skip(int bytes) {
    in.position((in.position() + bytes + 3) & ~3);
  }

  private String string(int from) {
    int end = from;
    while (in.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - from];
    in.get(from, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
