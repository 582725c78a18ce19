package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import org.jspecify.annotations.Nullable;

/**
 * CPUs that go out of service and come back (kern_cpu.c: cpu_setstate, cpu_xc_offline). The
 * original refuses while an LWP is bound to the CPU; the framework has checked that. An interrupt
 * takes the place of the cross call.
 */
final class Hotplug {
  private final Kern kern;
  private @Nullable Timer xcall;

  /** A CPU that has come back and has to look for work. */
  private @Nullable CpuInfo came;

  Hotplug(Kern kern) {
    this.kern = kern;
  }

  /** Host code. */
  void cpuChanged(int cpu, boolean online) {
    kern.sched.cpuChanged(cpu, online);
    Timer timer = xcall;
    if (timer == null) {
      timer = kern.machine.newTimer("cpu_setstate", Ipl.SCHED, this::move);
      xcall = timer;
    }
    int first = 0;
    while (!kern.cpus[first].cpu.online()) {
      first++;
    }
    timer.set(kern.cpus[first].cpu, kern.machine.now());
    came = online ? kern.cpus[cpu] : null;
  }

  /** Every LWP gets what is left of its affinity, and goes where that says. */
  private void move(Cpu cpu) {
    CpuInfo ci = kern.cpu(cpu);
    for (Lwp l : kern.swapping.userLwps()) {
      kern.lwpLock(ci, l);
      if (l.user == null || l.stat == LwpState.ZOMB) {
        kern.lwpUnlock(ci, l);
      } else {
        kern.sys.applyAffinity(ci, l, l.user.affinity());
      }
    }
    CpuInfo back = came;
    if (back != null) {
      came = null;
      kern.synch.needResched(ci, back);
    }
  }

  void stop() {
    Timer timer = xcall;
    if (timer != null) {
      timer.cancel();
    }
  }
}
