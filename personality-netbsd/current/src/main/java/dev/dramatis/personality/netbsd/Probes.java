package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.trace.EventKind;

/**
 * The probes that DTrace's proc provider has in kern_lwp.c. They are events of kind {@link
 * EventKind#NATIVE}: the thread is the LWP, the argument the interned name of the probe.
 */
final class Probes {
  static final String CREATE = "proc:kernel::lwp-create";
  static final String START = "proc:kernel::lwp-start";
  static final String EXIT = "proc:kernel::lwp-exit";

  private final Kern kern;
  private final int create;
  private final int start;
  private final int exit;

  Probes(Kern kern) {
    this.kern = kern;
    create = kern.tracer.intern(CREATE);
    start = kern.tracer.intern(START);
    exit = kern.tracer.intern(EXIT);
  }

  void lwpCreate(CpuInfo ci, Lwp l) {
    kern.emit(ci, EventKind.NATIVE, l, create);
  }

  void lwpStart(CpuInfo ci, Lwp l) {
    kern.emit(ci, EventKind.NATIVE, l, start);
  }

  void lwpExit(CpuInfo ci, Lwp l) {
    kern.emit(ci, EventKind.NATIVE, l, exit);
  }
}
