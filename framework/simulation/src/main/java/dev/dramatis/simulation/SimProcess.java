package dev.dramatis.simulation;

import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.workload.Program;
import org.jspecify.annotations.Nullable;

/** A process in neutral terms: its number, which is also its address space, and its handlers. */
final class SimProcess {
  private final int id;
  private final String name;
  private @Nullable Program @Nullable [] handlers;

  SimProcess(int id, String name) {
    this.id = id;
    this.name = name;
  }

  int id() {
    return id;
  }

  String name() {
    return name;
  }

  /** A copy for a child, with the handlers that are set now. */
  SimProcess fork(int childId) {
    SimProcess child = new SimProcess(childId, name);
    child.handlers = handlers == null ? null : handlers.clone();
    return child;
  }

  /** A number that is no signal is left to the kernel to refuse. */
  void setHandler(int signal, @Nullable Program handler) {
    if (signal < 1 || signal > Signals.MAX) {
      return;
    }
    if (handlers == null) {
      handlers = new Program[Signals.MAX + 1];
    }
    handlers[signal] = handler;
  }

  @Nullable Program handler(int signal) {
    return handlers == null || signal < 1 || signal > Signals.MAX ? null : handlers[signal];
  }

  /** Handlers do not survive the execution of a program. */
  void forgetHandlers() {
    handlers = null;
  }
}
