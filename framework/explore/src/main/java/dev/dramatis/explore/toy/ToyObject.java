package dev.dramatis.explore.toy;

import dev.dramatis.spi.machine.SharedObject;
import java.util.Arrays;

/** Something that threads of a toy share: one value, and what it was before each change. */
abstract class ToyObject implements SharedObject {
  final Toy toy;
  final int number;
  private final String name;
  private final int initial;

  int value;
  private int[] past = new int[8];
  private int changes;

  ToyObject(Toy toy, String name, int initial) {
    this.toy = toy;
    this.name = name;
    this.initial = initial;
    this.value = initial;
    this.number = toy.register(this);
  }

  void reset() {
    value = initial;
    changes = 0;
  }

  final void change(int newValue) {
    if (changes == past.length) {
      past = Arrays.copyOf(past, 2 * changes);
    }
    past[changes++] = value;
    value = newValue;
  }

  /** What the value was before the last so many changes. */
  final int valueBefore(int count) {
    return past[changes - count];
  }

  long digest() {
    return value;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int lastWriter() {
    return -1;
  }

  @Override
  public final String toString() {
    return name;
  }
}
