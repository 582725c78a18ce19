package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.NativeTable;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The portable calls, each passed on to the native one. */
final class NetbsdKernel implements Kernel {
  private final Kern kern;
  private final Introspection introspection;
  private final NetbsdProcesses processes;
  private final NativeCalls nativeCalls;

  NetbsdKernel(Kern kern) {
    this.kern = kern;
    this.introspection = new Introspection(kern);
    this.processes = new NetbsdProcesses(kern);
    this.nativeCalls = new NativeCalls(kern);
  }

  Kern kern() {
    return kern;
  }

  static Lwp lwp(UserThread self) {
    if (self.attachment() instanceof Lwp l) {
      return l;
    }
    throw new IllegalStateException(self.name() + " has no LWP in this kernel");
  }

  /** The LWP of another thread; null if it is gone. */
  static @Nullable Lwp target(UserThread thread) {
    return thread.attachment() instanceof Lwp l ? l : null;
  }

  /** The thread library takes up again what a signal has interrupted. */
  private static int interruptedMeansAgain(int error) {
    return error == Errno.EINTR ? Errno.RESTART : error;
  }

  /**
   * A thread that is not found, or seems to be waited for in vain, because threads have left for
   * the next kernel already is to be asked for there.
   */
  private int elsewhere(UserThread thread, int error) {
    boolean left =
        (error == Errno.ESRCH || error == Errno.EDEADLK)
            && kern.swapping.requested()
            && thread.life() != UserThread.Life.GONE;
    return left ? Errno.RESTART : error;
  }

  // ---- threads

  @Override
  public void adopt(UserThread thread) {
    kern.swapping.adopt(thread);
  }

  @Override
  public void startup(UserThread self) {
    Lwp l = lwp(self);
    kern.life.lwpStartup(l);
    kern.ptrace.startlwp(l);
  }

  @Override
  public void userReturn(UserThread self) {
    kern.control.userret(lwp(self));
  }

  @Override
  public int create(UserThread self, UserThread child) {
    return kern.life.create(lwp(self), child);
  }

  @Override
  public void exit(UserThread self) {
    Lwp l = lwp(self);
    kern.life.lwpExit(l, l);
  }

  @Override
  public int join(UserThread self, UserThread thread) {
    Lwp t = target(thread);
    int error = t == null ? Errno.ESRCH : kern.sys.lwpWait(lwp(self), t.lid);
    return elsewhere(thread, interruptedMeansAgain(error));
  }

  @Override
  public int detach(UserThread self, UserThread thread) {
    Lwp t = target(thread);
    return elsewhere(thread, t == null ? Errno.ESRCH : kern.sys.lwpDetach(lwp(self), t.lid));
  }

  @Override
  public int suspend(UserThread self, UserThread thread) {
    Lwp t = target(thread);
    return elsewhere(thread, t == null ? Errno.ESRCH : kern.sys.lwpSuspend(lwp(self), t.lid, true));
  }

  @Override
  public int resume(UserThread self, UserThread thread) {
    Lwp t = target(thread);
    return elsewhere(thread, t == null ? Errno.ESRCH : kern.sys.lwpContinue(lwp(self), t.lid));
  }

  // ---- scheduling

  @Override
  public void yield(UserThread self) {
    kern.synch.yield(lwp(self));
  }

  @Override
  public int sleepUntil(UserThread self, long deadline) {
    return interruptedMeansAgain(kern.sys.nanosleep(lwp(self), deadline));
  }

  @Override
  public int setAffinity(UserThread self, UserThread thread, @Nullable BitSet cpus) {
    Lwp t = target(thread);
    return elsewhere(thread, t == null ? Errno.ESRCH : kern.sys.setAffinity(lwp(self), t, cpus));
  }

  @Override
  public int setScheduling(
      UserThread self, UserThread thread, SchedClass schedClass, int realtimePriority, int nice) {
    Lwp t = target(thread);
    return elsewhere(
        thread,
        t == null
            ? Errno.ESRCH
            : kern.sys.setScheduling(lwp(self), t, schedClass, realtimePriority, nice));
  }

  // ---- synchronisation

  @Override
  public int lock(UserThread self, UserMutex mutex) {
    return kern.userSync.lock(lwp(self), mutex);
  }

  @Override
  public int tryLock(UserThread self, UserMutex mutex) {
    return kern.userSync.tryLock(lwp(self), mutex);
  }

  @Override
  public int unlock(UserThread self, UserMutex mutex) {
    return kern.userSync.unlock(lwp(self), mutex);
  }

  @Override
  public int await(UserThread self, UserCondition condition, UserMutex mutex, long deadline) {
    return kern.userSync.await(lwp(self), condition, mutex, deadline);
  }

  @Override
  public int awaitCarried(UserThread self, UserCondition condition, long deadline) {
    return kern.userSync.awaitCarried(lwp(self), condition, deadline);
  }

  @Override
  public void signal(UserThread self, UserCondition condition) {
    kern.userSync.signal(lwp(self), condition);
  }

  @Override
  public void broadcast(UserThread self, UserCondition condition) {
    kern.userSync.broadcast(lwp(self), condition);
  }

  // ---- beyond threads

  @Override
  public Processes processes() {
    return processes;
  }

  @Override
  public List<NativeCall> nativeCalls() {
    List<NativeCall> all = new ArrayList<>(nativeCalls.all());
    all.addAll(new SystemCalls(kern).all());
    all.sort(Comparator.comparing(NativeCall::name));
    return all;
  }

  @Override
  public int nativeId(UserThread thread) {
    Lwp t = target(thread);
    return t == null ? 0 : t.lid;
  }

  // ---- live swap

  @Override
  public String refusesExport() {
    return kern.swapping.refusesExport();
  }

  @Override
  public void requestBoundary() {
    kern.swapping.requestBoundary();
  }

  @Override
  public void export(UserThread self) {
    kern.swapping.export(lwp(self), self);
  }

  @Override
  public void shutdown() {
    kern.swapping.shutdown();
  }

  @Override
  public void replaceScheduler(SchedulerReplacement replacement) {
    kern.swapping.replaceScheduler(replacement);
  }

  @Override
  public void cpuChanged(int cpu, boolean online) {
    kern.hotplug.cpuChanged(cpu, online);
  }

  // ---- introspection

  @Override
  public List<ThreadInfo> threads() {
    return introspection.threads();
  }

  @Override
  public List<NativeTable> tables() {
    return List.of(new Ps(kern).table());
  }

  @Override
  public boolean digestState(StateDigest digest) {
    new StateWriter(kern, digest).write();
    return true;
  }

  @Override
  public String describeCpu(int cpu) {
    return introspection.describeCpu(cpu);
  }

  @Override
  public void checkInvariants() {
    introspection.checkInvariants();
  }

  @Override
  public List<CheckCount> checkCounts() {
    return kern.checks.counts();
  }

  @Override
  public boolean mutationReached() {
    return kern.fault.reached();
  }
}
