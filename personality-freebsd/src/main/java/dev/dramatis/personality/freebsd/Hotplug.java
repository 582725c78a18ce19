package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CPUs that go out of service and come back. The original has no such call; what is here follows
 * cpuset_setthread, which refuses to leave a thread without a CPU (the framework has checked that)
 * and moves threads by sched_affinity.
 */
final class Hotplug {
  private final Kern k;
  private final List<KThread> all = new ArrayList<>();
  private @Nullable Timer request;

  Hotplug(Kern k) {
    this.k = k;
  }

  /** Host code. */
  void cpuChanged(int cpu, boolean online) {
    k.procs.forEachThread(td -> {
      UserThread u = td.user;
      td.affinity = u == null ? null : u.affinity();
    });
    k.sched.scheduler().cpuChanged(cpu, online);
    Timer timer = request;
    if (timer == null) {
      timer = k.machine.newTimer("cpuset", Kern.LEVEL_IPI, this::moveAll);
      request = timer;
    }
    int first = 0;
    while (!k.pcpus[first].cpu.online()) {
      first++;
    }
    timer.set(k.pcpus[first].cpu, k.machine.now());
    if (online) {
      k.boundary.pokeAll();
    }
  }

  private void moveAll(Cpu cpu) {
    KThread self = k.sched.enterInterrupt(cpu);
    all.clear();
    k.procs.forEachThread(all::add);
    for (KThread td : all) {
      SpinMtx m = k.threadLock(self, td);
      if (td.state == KThread.TDS_INACTIVE || td.user == null) {
        m.unlock(self);
      } else {
        k.sched.cpusChanged(self, td, m);
      }
    }
    all.clear();
    k.sched.leaveInterrupt(self);
  }

  void shutdown() {
    Timer timer = request;
    if (timer != null) {
      timer.cancel();
    }
  }
}
