package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.MemoryWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Words of a process's memory that the kernel looks at: futexes and lists of them. Everything else
 * of user memory is the business of the programs.
 */
final class UserMemory {
  /** The lowest page and the kernel's half of the addresses are never mapped. */
  private static final long FIRST = 4096;

  private static final long END = 1L << 47;

  /** A word, as all processes have it in common that share it, on a cache line of its own. */
  static final class Cell {
    final MemoryWord word;

    /** Who waits for it by what is mapped there (shared futexes). */
    @Nullable Futex futex;

    Cell(MemoryWord word) {
      this.word = word;
    }
  }

  /** A word as one address space has it. */
  static final class Word {
    final Cell cell;

    /** Who waits for it by its address in this address space (private futexes). */
    @Nullable Futex futex;

    Word(Cell cell) {
      this.cell = cell;
    }

    @Nullable Futex futex(boolean shared) {
      return shared ? cell.futex : futex;
    }

    void setFutex(boolean shared, @Nullable Futex f) {
      if (shared) {
        cell.futex = f;
      } else {
        futex = f;
      }
    }
  }

  /** Memory that children made by fork share (MAP_INHERIT_SHARE). */
  private record Shared(long from, long to, Map<Long, Cell> cells) {}

  private final Kern kern;
  private final Map<Long, Word> words = new TreeMap<>();
  private final List<Shared> shared = new ArrayList<>(0);

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

  static boolean mapped(long address) {
    return address >= FIRST && address < END;
  }

  /** minherit: from now on children share this piece. */
  void share(long address, long length) {
    Shared piece = new Shared(address, address + length, new TreeMap<>());
    for (Map.Entry<Long, Word> entry : words.entrySet()) {
      if (entry.getKey() >= piece.from && entry.getKey() < piece.to) {
        piece.cells.put(entry.getKey(), entry.getValue().cell);
      }
    }
    shared.add(piece);
  }

  /** What a child sees after fork: the same values, on lines of its own unless they are shared. */
  UserMemory copy() {
    UserMemory copy = new UserMemory(kern);
    copy.shared.addAll(shared);
    for (Map.Entry<Long, Word> entry : words.entrySet()) {
      copy.take(entry.getKey(), entry.getValue().cell.word.value());
    }
    return copy;
  }

  /** A word that has a value from the beginning, unless it is shared. */
  private void take(long address, long value) {
    for (Shared piece : shared) {
      if (address >= piece.from && address < piece.to) {
        words.put(address, new Word(cell(address)));
        return;
      }
    }
    words.put(address, new Word(newCell(address, value)));
  }

  MemoryWord word(long address) {
    return at(address).cell.word;
  }

  /**
   * Atomically replaces the lower half of a word, if it is as expected; a program may have stored
   * something in the upper one.
   */
  static boolean cas(Lwp l, MemoryWord word, int expected, int value) {
    if (word.compareAndSet(l.ci.cpu, expected, value)) {
      return true;
    }
    long now = word.value();
    return (int) now == expected && now != expected && word.compareAndSet(l.ci.cpu, now, value);
  }

  /** The word at an address; memory that was never written is zero. */
  Word at(long address) {
    Word known = words.get(address);
    if (known == null) {
      known = new Word(cell(address));
      words.put(address, known);
    }
    return known;
  }

  private Cell cell(long address) {
    for (Shared piece : shared) {
      if (address >= piece.from && address < piece.to) {
        return piece.cells.computeIfAbsent(address, a -> newCell(a, 0));
      }
    }
    return newCell(address, 0);
  }

  private Cell newCell(long address, long value) {
    return new Cell(kern.machine.newWord("user/" + Long.toHexString(address), value));
  }

  Iterable<Map.Entry<Long, Word>> entries() {
    return words.entrySet();
  }
}
