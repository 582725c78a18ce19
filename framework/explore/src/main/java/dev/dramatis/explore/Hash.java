package dev.dramatis.explore;

/** A 128-bit hash: two lanes that are mixed apart. */
final class Hash {
  private static final long ODD_HIGH = 0x9e3779b97f4a7c15L;
  private static final long ODD_LOW = 0xd1b54a32d192ed03L;

  long high;
  long low;

  void clear() {
    high = 0;
    low = 0;
  }

  void set(Hash other) {
    high = other.high;
    low = other.low;
  }

  /** Adds without order: the sum of a multiset. */
  void add(Hash other) {
    high += other.high;
    low += other.low;
  }

  /** Takes in a number, in order. */
  void mix(long value) {
    high = scramble(high + ODD_HIGH ^ value * ODD_LOW);
    low = scramble(low + ODD_LOW ^ value * ODD_HIGH) + value;
  }

  /** Takes in another hash, in order. */
  void mix(Hash other) {
    mix(other.high);
    mix(other.low);
  }

  private static long scramble(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
