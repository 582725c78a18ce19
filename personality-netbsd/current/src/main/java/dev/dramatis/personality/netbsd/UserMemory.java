package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.SharedObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Words of a process's memory that the kernel looks at: futexes and lists of them. Everything else
 * of user memory is the business of the programs.
 */
final class UserMemory {
  /** A word of memory on a cache line of its own. */
  static final class Word {
    final SharedObject line;
    long value;
    @Nullable Futex futex;

    Word(SharedObject line) {
      this.line = line;
    }
  }

  private final Kern kern;
  private final Map<Long, Word> words = new TreeMap<>();

  UserMemory(Kern kern) {
    this.kern = kern;
  }

  static UserMemory of(Kern kern, Proc p) {
    UserMemory memory = p.memory;
    if (memory == null) {
      memory = new UserMemory(kern);
      p.memory = memory;
    }
    return memory;
  }

  /** What a child sees after fork: the same values, on lines of its own. */
  UserMemory copy() {
    UserMemory copy = new UserMemory(kern);
    for (Map.Entry<Long, Word> entry : words.entrySet()) {
      copy.at(entry.getKey()).value = entry.getValue().value;
    }
    return copy;
  }

  /** The word at an address; memory that was never written is zero. */
  Word at(long address) {
    return words.computeIfAbsent(
        address, a -> new Word(kern.machine.newShared("user/" + Long.toHexString(a))));
  }

  Iterable<Map.Entry<Long, Word>> entries() {
    return words.entrySet();
  }
}
