package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.UserThread;
import org.jspecify.annotations.Nullable;

/** One thread of a run: the program that it executes and what became of it. */
final class ThreadRecord {
  final String program;
  final int number;
  @Nullable UserThread thread;
  @Nullable Step current;
  int nativeId;
  int process;
  int joins;
  int steps;
  boolean started;
  boolean finished;

  ThreadRecord(String program, int number) {
    this.program = program;
    this.number = number;
  }

  /** Whether it has begun to exist and not ended. */
  boolean left() {
    UserThread t = thread;
    return t != null && (t.life() == UserThread.Life.NEW || t.life() == UserThread.Life.ALIVE);
  }
}
