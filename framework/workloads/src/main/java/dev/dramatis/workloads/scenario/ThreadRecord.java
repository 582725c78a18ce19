package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.UserThread;
import org.jspecify.annotations.Nullable;

/** One thread of a run: the program that it executes and what became of it. */
final class ThreadRecord {
  final String program;
  final int number;

  /** Position among the threads of the run. */
  final int index;

  final Clock clock = new Clock();
  @Nullable UserThread thread;
  @Nullable Step current;
  int nativeId;
  int process;
  int joins;
  int steps;
  boolean stillborn;
  boolean started;
  boolean finished;

  ThreadRecord(String program, int number, int index) {
    this.program = program;
    this.number = number;
    this.index = index;
    clock.tick(index);
  }

  /** What another thread has done until now is known here. */
  void learn(Clock from) {
    clock.join(from);
  }

  /** Hands on what this thread has done until now. */
  void teach(Clock to) {
    to.join(clock);
    clock.tick(index);
  }

  /** Whether it has begun to exist and not ended. */
  boolean left() {
    UserThread t = thread;
    return t != null && (t.life() == UserThread.Life.NEW || t.life() == UserThread.Life.ALIVE);
  }
}
