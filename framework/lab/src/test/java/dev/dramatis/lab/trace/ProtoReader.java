package dev.dramatis.lab.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads protocol buffer messages field by field. */
record ProtoReader(List<Field> fields) {
  record Field(int number, long value, byte[] bytes) {
    ProtoReader message() {
      return ProtoReader.of(bytes);
    }

    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static ProtoReader of(byte[] data) {
    List<Field> fields = new ArrayList<>();
    int[] at = {0};
    while (at[0] < data.length) {
      long tag = varint(data, at);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, varint(data, at), new byte[0]));
        case 2 -> {
          int length = (int) varint(data, at);
          fields.add(new Field(number, 0, Arrays.copyOfRange(data, at[0], at[0] + length)));
          at[0] += length;
        }
        default -> throw new IllegalArgumentException("wire type of tag " + tag);
      }
    }
    return new ProtoReader(fields);
  }

  private static long varint(byte[] data, int[] at) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = data[at[0]++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  List<Field> all(int number) {
    return fields.stream().filter(f -> f.number() == number).toList();
  }

  boolean has(int number) {
    return !all(number).isEmpty();
  }

  Field one(int number) {
    List<Field> found = all(number);
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " fields " + number);
    }
    return found.get(0);
  }

  long number(int number) {
    return one(number).value();
  }
}
