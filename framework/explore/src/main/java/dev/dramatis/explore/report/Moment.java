package dev.dramatis.explore.report;

import dev.dramatis.spi.machine.Access;
import java.util.ArrayList;
import java.util.List;

/** A step of an execution, as it is told. */
final class Moment {
  final int actor;

  /** The CPU, or -1 for an event. */
  final int cpu;

  /** The context that the CPU runs, or the event. */
  final String label;

  /** The step of the scenario that the thread is in; empty if none. */
  final String task;

  /** Functions of the kernel, outermost first; empty if unknown. */
  final String place;

  final Access access;

  /** What is accessed; empty for nothing. */
  final String object;

  /** Whom it interrupts, who could have gone on; empty if nobody. */
  final String interrupted;

  /** What became different: states of threads, values of variables. */
  final List<String> effects = new ArrayList<>();

  /** Whether it can have influenced how the execution ended. */
  boolean matters = true;

  /** Locks that the one interrupted holds. */
  String held = "";

  Moment(
      int actor,
      int cpu,
      String label,
      String task,
      String place,
      Access access,
      String object,
      String interrupted) {
    this.actor = actor;
    this.cpu = cpu;
    this.label = label;
    this.task = task;
    this.place = place;
    this.access = access;
    this.object = object;
    this.interrupted = interrupted;
  }

  boolean preempts() {
    return !interrupted.isEmpty();
  }

  boolean idle() {
    return cpu < 0 || label.startsWith("idle/") || label.startsWith("cpu ");
  }
}
