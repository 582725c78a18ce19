package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.BareThread;

/**
 * The user side of an LWP that was made by the native _lwp_create, to which no program can be
 * given: all that it does in user mode is to call _lwp_exit. The policy does not know it; it is
 * scheduled like a thread of the kernel.
 */
final class BareLwp extends BareThread {
  private final Kern kern;

  BareLwp(Kern kern, Proc proc, int number) {
    super(kern.machine, number, "lwp" + number, proc.number, proc.name);
    this.kern = kern;
  }

  @Override
  protected void main() {
    if (attachment() instanceof Lwp l) {
      setLife(Life.ALIVE);
      kern.life.lwpStartup(l);
      kern.ptrace.startlwp(l);
      kern.control.userret(l);
      kern.park.trap(l.ci);
      kern.life.lwpExit(l, l);
    }
  }
}
