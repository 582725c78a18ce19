package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.machine.SharedObject;

/** A plain variable in the memory of the program: its accesses are unordered unless locks say so. */
final class Variable {
  final SharedObject word;
  long value;

  Variable(SharedObject word, long value) {
    this.word = word;
    this.value = value;
  }
}
