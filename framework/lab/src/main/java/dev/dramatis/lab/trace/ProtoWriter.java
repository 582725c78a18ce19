package dev.dramatis.lab.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Protocol buffer messages, as far as traces need them: a growing array of bytes, with nested
 * messages whose length is filled in when they end. Lengths take four bytes, padded, so that
 * nothing has to be moved.
 */
final class ProtoWriter {
  private static final int LENGTH_BYTES = 4;

  private byte[] bytes = new byte[4096];
  private int size;

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  void number(int field, long value) {
    room(20);
    varint((long) field << 3);
    varint(value);
  }

  void text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    room(20 + utf8.length);
    varint((long) field << 3 | 2);
    varint(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  /** Begins a nested message; the result is for {@link #end}. */
  int begin(int field) {
    room(20);
    varint((long) field << 3 | 2);
    size += LENGTH_BYTES;
    return size;
  }

  void end(int start) {
    int length = size - start;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      int more = i == LENGTH_BYTES - 1 ? 0 : 0x80;
      bytes[start - LENGTH_BYTES + i] = (byte) (length >>> 7 * i & 0x7f | more);
    }
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
