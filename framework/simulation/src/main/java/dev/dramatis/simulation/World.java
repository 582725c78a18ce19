package dev.dramatis.simulation;

import dev.dramatis.engine.Event;
import dev.dramatis.engine.VirtualContext;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** User space of a run: processes, threads and their objects, and the kernel that is current. */
final class World implements Launcher {
  /** Virtual time that kernels get to tidy up after the last thread has ended. */
  private static final long AFTERMATH_NANOS = 1_000_000_000L;

  /** How often a launch that meets a swap looks again. */
  private static final long BETWEEN_KERNELS_NANOS = 1_000;

  private final VirtualMachine machine;
  private final boolean tracing;
  private final int[] callNames;
  private final List<SimProcess> processes = new ArrayList<>();
  private final List<SimThread> threads = new ArrayList<>();
  private final List<UserMutex> mutexes = new ArrayList<>();
  private final List<UserCondition> conditions = new ArrayList<>();
  private final Map<String, NativeCall> nativeCalls = new LinkedHashMap<>();
  private final OnlineCpus online;
  private int live;
  private int later;
  private int maskChanges;
  private Kernel kernel;
  private PersonalitySwap swap;

  World(VirtualMachine machine) {
    this.machine = machine;
    this.online = new OnlineCpus(machine.cpuCount());
    this.tracing = machine.tracer().enabled();
    UserCalls.Call[] calls = UserCalls.Call.values();
    callNames = new int[calls.length];
    for (UserCalls.Call call : calls) {
      callNames[call.ordinal()] =
          machine.tracer().intern(call.name().toLowerCase(java.util.Locale.ROOT));
    }
    machine.identifyThreadsBy(this::threadId);
  }

  private int threadId(Context context) {
    return context instanceof VirtualContext c && c.tag() instanceof SimThread t
        ? t.id()
        : -1 - context.cpu().id();
  }

  VirtualMachine machine() {
    return machine;
  }

  boolean tracing() {
    return tracing;
  }

  int nameOf(UserCalls.Call call) {
    return callNames[call.ordinal()];
  }

  Kernel kernel() {
    return kernel;
  }

  void setKernel(Kernel current) {
    kernel = current;
    nativeCalls.clear();
    for (NativeCall call : current.nativeCalls()) {
      nativeCalls.put(call.name(), call);
    }
  }

  /** A call of the current kernel, or null. */
  @Nullable NativeCall nativeCall(String name) {
    return nativeCalls.get(name);
  }

  List<SimThread> threads() {
    return threads;
  }

  List<UserMutex> mutexes() {
    return mutexes;
  }

  OnlineCpus online() {
    return online;
  }

  /** Threads that have not ended. */
  int live() {
    return live;
  }

  // ---- Launcher

  @Override
  public int cpuCount() {
    return machine.cpuCount();
  }

  @Override
  public int newProcess(String name) {
    processes.add(new SimProcess(processes.size() + 1, name));
    return processes.size();
  }

  /** A process for a child of another. */
  SimProcess forked(SimProcess parent) {
    SimProcess child = parent.fork(processes.size() + 1);
    processes.add(child);
    return child;
  }

  @Override
  public SimThread launch(int process, ThreadSpec spec, Program program) {
    return newThread(processes.get(process - 1), spec, program);
  }

  @Override
  public SimThread launchAt(long nanos, int process, ThreadSpec spec, Program program) {
    SimThread thread = launch(process, spec, program);
    if (nanos > 0) {
      later++;
      thread.setLaunched(false);
      machine.at(nanos, new Launch(thread));
    }
    return thread;
  }

  /** Hands a thread of the workload to the kernel when its time has come. */
  private final class Launch extends Event {
    private final SimThread thread;

    Launch(SimThread thread) {
      this.thread = thread;
    }

    @Override
    protected void fire() {
      if (swap != null) {
        // between two kernels: the next one takes it
        machine.at(machine.now() + BETWEEN_KERNELS_NANOS, this);
        return;
      }
      later--;
      thread.setLaunched(true);
      kernel.adopt(thread);
      machine.nudge();
    }
  }

  /** Threads that are with the kernel, or on their way out of it. */
  int present() {
    return live - later;
  }

  @Override
  public UserMutex newMutex(String name) {
    UserMutex mutex = new UserMutex(mutexes.size() + 1, name, machine.newShared(name));
    mutexes.add(mutex);
    return mutex;
  }

  @Override
  public UserCondition newCondition(String name) {
    UserCondition condition =
        new UserCondition(conditions.size() + 1, name, machine.newShared(name));
    conditions.add(condition);
    return condition;
  }

  // ---- threads

  SimThread newThread(SimProcess process, ThreadSpec spec, Program program) {
    UserCalls calls = new UserCalls(this, program);
    VirtualContext context =
        machine.newContext(spec.name(), process.id(), spec.workingSetBytes(), calls);
    SimThread thread = new SimThread(this, threads.size() + 1, process, spec, context);
    context.tag(thread);
    calls.belongsTo(thread);
    threads.add(thread);
    live++;
    if (swap != null) {
      swap.oneMore();
    }
    return thread;
  }

  /** The kernel refused to create the thread. */
  void stillborn(SimThread thread) {
    thread.setLife(Life.GONE);
  }

  /** The thread has begun to end, or was never born. */
  void ended(SimThread thread) {
    boolean lived = thread.life() == Life.ALIVE;
    if (swap != null && lived) {
      swap.exiting(thread);
    }
    if (--live == 0) {
      machine.at(machine.now() + AFTERMATH_NANOS, new End());
    }
    if (swap != null) {
      swap.oneLess();
    }
  }

  private final class End extends Event {
    @Override
    protected boolean housekeeping() {
      return true;
    }

    @Override
    protected void fire() {
      machine.stop();
    }

    @Override
    public String toString() {
      return "end of the run";
    }
  }

  // ---- swap

  boolean swapPending() {
    return swap != null;
  }

  /** A thread begins or ends a call that cannot be issued again to another kernel. */
  void changingMask(boolean begins) {
    maskChanges += begins ? 1 : -1;
  }

  /** Some thread is in a call that cannot be issued again; it will be out of it soon. */
  boolean inUnrepeatableCall() {
    return maskChanges != 0;
  }

  void begin(PersonalitySwap newSwap) {
    swap = newSwap;
  }

  void end() {
    swap = null;
  }

  /**
   * Takes a thread out of its kernel at the user boundary; returns when the next kernel runs it.
   */
  void leaveKernel(SimThread thread) {
    kernel.export(thread);
    swap.arrived(thread);
    machine.completeDeferredSwitch(thread.context());
  }

  /**
   * Forgets what the kernel that has just shut down kept at the objects of user space: the next one
   * would take it for its own, and the classes of a replaced bundle would stay reachable.
   */
  void dropAttachments() {
    mutexes.forEach(mutex -> mutex.attach(null));
    conditions.forEach(condition -> condition.attach(null));
    threads.forEach(thread -> thread.attach(null));
  }

  void traceSwap(String what) {
    machine.tracer().emit(machine.now(), EventKind.SWAP, -1, 0, machine.tracer().intern(what));
  }
}
