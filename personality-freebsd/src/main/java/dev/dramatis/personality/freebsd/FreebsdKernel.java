package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.NativeTable;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The portable calls, each handed to the part of the kernel that knows. */
final class FreebsdKernel implements Kernel {
  private final Kern k;
  private final ProcessCalls processes;
  private final List<NativeCall> nativeCalls;

  FreebsdKernel(KernelHost host) {
    k = new Kern(host);
    processes = new ProcessCalls(k);
    nativeCalls = new NativeCalls(k).list();
    k.clock.init();
    k.kthreads.boot();
  }

  static KThread curthread(UserThread self) {
    KThread td = (KThread) self.attachment();
    if (td == null) {
      throw new IllegalStateException(self.name() + " belongs to no kernel");
    }
    return td;
  }

  // ---- threads

  @Override
  public void adopt(UserThread thread) {
    k.boundary.adopt(thread);
  }

  @Override
  public void startup(UserThread self) {
    k.sched.forkExit(curthread(self));
  }

  @Override
  public void userReturn(UserThread self) {
    k.asts.userReturn(curthread(self));
  }

  @Override
  public int create(UserThread self, UserThread child) {
    return k.calls.create(curthread(self), child);
  }

  @Override
  public void exit(UserThread self) {
    k.calls.exit(curthread(self));
  }

  @Override
  public int join(UserThread self, UserThread target) {
    return k.calls.join(curthread(self), target);
  }

  @Override
  public int detach(UserThread self, UserThread target) {
    return k.calls.detach(curthread(self), target);
  }

  @Override
  public int suspend(UserThread self, UserThread target) {
    return k.calls.suspend(curthread(self), target);
  }

  @Override
  public int resume(UserThread self, UserThread target) {
    return k.calls.resume(curthread(self), target);
  }

  // ---- scheduling

  @Override
  public void yield(UserThread self) {
    k.sched.relinquish(curthread(self));
  }

  @Override
  public int sleepUntil(UserThread self, long deadline) {
    return k.calls.sleepUntil(curthread(self), deadline);
  }

  @Override
  public int setAffinity(UserThread self, UserThread target, @Nullable BitSet cpus) {
    return k.calls.setAffinity(curthread(self), target, cpus);
  }

  @Override
  public int setScheduling(
      UserThread self, UserThread target, SchedClass schedClass, int realtimePriority, int nice) {
    return k.calls.setScheduling(curthread(self), target, schedClass, realtimePriority, nice);
  }

  // ---- synchronisation

  @Override
  public int lock(UserThread self, UserMutex mutex) {
    return k.umtx.lock(curthread(self), mutex);
  }

  @Override
  public int tryLock(UserThread self, UserMutex mutex) {
    return k.umtx.tryLock(curthread(self), mutex);
  }

  @Override
  public int unlock(UserThread self, UserMutex mutex) {
    return k.umtx.unlock(curthread(self), mutex);
  }

  @Override
  public int await(UserThread self, UserCondition condition, UserMutex mutex, long deadline) {
    return k.umtx.await(curthread(self), condition, mutex, deadline);
  }

  @Override
  public int awaitCarried(UserThread self, UserCondition condition, long deadline) {
    return k.umtx.awaitCarried(curthread(self), condition, deadline);
  }

  @Override
  public void signal(UserThread self, UserCondition condition) {
    k.umtx.signal(curthread(self), condition, 1);
  }

  @Override
  public void broadcast(UserThread self, UserCondition condition) {
    k.umtx.signal(curthread(self), condition, Integer.MAX_VALUE);
  }

  // ---- beyond threads

  @Override
  public Processes processes() {
    return processes;
  }

  @Override
  public List<NativeCall> nativeCalls() {
    return nativeCalls;
  }

  @Override
  public int nativeId(UserThread thread) {
    return thread.attachment() instanceof KThread td && td.k == k ? td.tid : 0;
  }

  // ---- live swap

  @Override
  public String refusesExport() {
    return Export.refusal(k);
  }

  @Override
  public void requestBoundary() {
    k.boundary.request();
  }

  @Override
  public void export(UserThread self) {
    k.boundary.export(curthread(self));
  }

  @Override
  public void shutdown() {
    k.boundary.shutdown();
  }

  @Override
  public void replaceScheduler(SchedulerReplacement replacement) {
    k.sched.replace(replacement);
    k.boundary.pokeAll();
  }

  @Override
  public void cpuChanged(int cpu, boolean online) {
    k.hotplug.cpuChanged(cpu, online);
  }

  // ---- introspection

  @Override
  public List<ThreadInfo> threads() {
    return Inspection.threads(k);
  }

  @Override
  public String describeCpu(int cpu) {
    return k.sched.describe(cpu);
  }

  @Override
  public List<NativeTable> tables() {
    return NativeTables.of(k);
  }

  @Override
  public boolean digestState(StateDigest digest) {
    StateWords.write(k, digest);
    return true;
  }

  @Override
  public void checkInvariants() {
    Invariants.check(k);
  }

  @Override
  public List<CheckCount> checkCounts() {
    return k.checks.counts();
  }

  @Override
  public boolean mutationReached() {
    return k.fault.reached();
  }
}
