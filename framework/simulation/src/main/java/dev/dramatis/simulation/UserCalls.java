package dev.dramatis.simulation;

import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.BitSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The user side of a thread: the bottom frames of its stack, which outlive kernels. A call that a
 * kernel leaves with {@link Errno#RESTART} is issued again, to whichever kernel is current by then.
 */
final class UserCalls implements User, Runnable {
  private final World world;
  private final VirtualMachine machine;
  private final Program program;
  private SimThread self;
  private @Nullable RandomSource random;

  UserCalls(World world, Program program) {
    this.world = world;
    this.machine = world.machine();
    this.program = program;
  }

  void belongsTo(SimThread thread) {
    self = thread;
  }

  // ---- the life of the thread

  @Override
  public void run() {
    self.setLife(UserThread.Life.ALIVE);
    enterUserMode();
    program.run(this);
    exit();
  }

  /** From the first instruction in the kernel to user mode; again after each swap. */
  private void enterUserMode() {
    Kernel kernel = world.kernel();
    kernel.startup(self);
    kernel.userReturn(self);
    passBoundary();
  }

  /**
   * The user boundary as far as it is the framework's: while a swap waits, the thread leaves its
   * kernel here.
   */
  private void passBoundary() {
    if (world.swapPending()) {
      world.leaveKernel(self);
      enterUserMode();
    }
    runHandlers();
  }

  /** Handlers of caught signals, innermost first, each with its own way back through the kernel. */
  private void runHandlers() {
    for (int signal = self.takeDelivered(); signal != 0; signal = self.takeDelivered()) {
      Program handler = self.simProcess().handler(signal);
      if (handler == null) {
        throw new IllegalStateException(
            "the kernel caught signal "
                + signal
                + " for "
                + self
                + ", which has no handler for it");
      }
      handler.run(this);
      Processes processes = enter(Call.HANDLER_RETURN).processes();
      if (processes != null) {
        processes.handlerReturn(self);
      }
      leave(0);
    }
  }

  @Override
  public void exit() {
    Kernel kernel = enter(Call.EXIT);
    self.ended();
    kernel.exit(self);
    throw new IllegalStateException("the kernel returned from the exit of " + self);
  }

  // ---- crossing the boundary

  private Kernel enter(Call call) {
    machine.charge(self.context(), Operation.SYSCALL);
    if (world.tracing()) {
      machine
          .tracer()
          .emit(
              machine.now(),
              EventKind.SYSCALL_ENTER,
              self.context().cpu().id(),
              self.id(),
              world.nameOf(call));
    }
    return world.kernel();
  }

  private int leave(int result) {
    world.kernel().userReturn(self);
    if (world.tracing()) {
      machine
          .tracer()
          .emit(
              machine.now(), EventKind.SYSCALL_EXIT, self.context().cpu().id(), self.id(), result);
    }
    passBoundary();
    return result;
  }

  // ---- time

  @Override
  public UserThread self() {
    return self;
  }

  @Override
  public long now() {
    machine.charge(self.context(), Operation.CLOCK_READ);
    return machine.clockReading(self.context());
  }

  @Override
  public void compute(long nanos) {
    long left = nanos;
    while (left > 0) {
      left = machine.compute(self.context(), left);
      if (machine.takeTrap(self.context())) {
        world.kernel().userReturn(self);
        passBoundary();
      }
    }
  }

  @Override
  public void computeFor(long nanos) {
    long deadline = self.context().cpu().now() + nanos;
    while (true) {
      long left = deadline - self.context().cpu().now();
      if (left <= 0) {
        return;
      }
      compute(machine.workIn(self.context(), left));
    }
  }

  @Override
  public void sleep(long nanos) {
    sleepUntil(self.context().cpu().now() + nanos);
  }

  @Override
  public void sleepUntil(long deadline) {
    int result;
    do {
      result = leave(enter(Call.SLEEP).sleepUntil(self, deadline));
    } while (result == Errno.RESTART);
  }

  @Override
  public void yield() {
    enter(Call.YIELD).yield(self);
    leave(0);
  }

  // ---- threads

  @Override
  public @Nullable UserThread create(ThreadSpec spec, Program childProgram) {
    Kernel kernel = enter(Call.CREATE);
    SimThread child = world.newThread(self.simProcess(), spec, childProgram);
    int result = kernel.create(self, child);
    if (result != 0) {
      world.stillborn(child);
    }
    leave(result);
    return result == 0 ? child : null;
  }

  @Override
  public int join(UserThread thread) {
    int result;
    do {
      result = leave(enter(Call.JOIN).join(self, thread));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int detach(UserThread thread) {
    int result;
    do {
      result = leave(enter(Call.DETACH).detach(self, thread));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int suspend(UserThread thread) {
    int result;
    do {
      result = leave(enter(Call.SUSPEND).suspend(self, thread));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int resume(UserThread thread) {
    int result;
    do {
      result = leave(enter(Call.RESUME).resume(self, thread));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int setAffinity(UserThread thread, @Nullable BitSet cpus) {
    BitSet copy = cpus == null ? null : (BitSet) cpus.clone();
    int result;
    do {
      result = leave(enter(Call.SET_AFFINITY).setAffinity(self, thread, copy));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int setScheduling(
      UserThread thread, SchedClass schedClass, int realtimePriority, int nice) {
    int result;
    do {
      result =
          leave(
              enter(Call.SET_SCHEDULING)
                  .setScheduling(self, thread, schedClass, realtimePriority, nice));
    } while (result == Errno.RESTART);
    return result;
  }

  // ---- synchronisation: the kernel decides itself whether its library enters it

  @Override
  public int lock(UserMutex mutex) {
    int result;
    do {
      result = back(world.kernel().lock(self, mutex));
    } while (result == Errno.RESTART);
    return result;
  }

  @Override
  public int tryLock(UserMutex mutex) {
    return back(world.kernel().tryLock(self, mutex));
  }

  @Override
  public int unlock(UserMutex mutex) {
    return back(world.kernel().unlock(self, mutex));
  }

  @Override
  public int await(UserCondition condition, UserMutex mutex) {
    return await(condition, mutex, Long.MAX_VALUE);
  }

  @Override
  public int await(UserCondition condition, UserMutex mutex, long deadline) {
    if (mutex.owner() != self) {
      throw new IllegalStateException(
          self + " waits on " + condition.name() + " without holding " + mutex.name());
    }
    int result = back(world.kernel().await(self, condition, mutex, deadline));
    while (result == Errno.RESTART) {
      boolean stillWaits = condition.carried().contains(self);
      result = stillWaits ? back(world.kernel().awaitCarried(self, condition, deadline)) : 0;
    }
    lock(mutex);
    return result;
  }

  @Override
  public void signal(UserCondition condition) {
    world.kernel().signal(self, condition);
    back(0);
  }

  @Override
  public void broadcast(UserCondition condition) {
    world.kernel().broadcast(self, condition);
    back(0);
  }

  /** After a call of the thread library, which may or may not have been in the kernel. */
  private int back(int result) {
    world.kernel().userReturn(self);
    passBoundary();
    return result;
  }

  /** The kernels here have no memory management; the price is the hardware's alone. */
  @Override
  public void protect() {
    enter(Call.PROTECT);
    self.context().cpu().shootdown(self.process());
    leave(0);
  }

  @Override
  public UserMutex newMutex(String name) {
    return world.newMutex(name);
  }

  @Override
  public UserCondition newCondition(String name) {
    return world.newCondition(name);
  }

  // ---- processes and signals

  @Override
  public @Nullable UserThread fork(ThreadSpec spec, boolean untilExec, Program childProgram) {
    int result;
    SimThread child;
    do {
      Processes processes = enter(untilExec ? Call.VFORK : Call.FORK).processes();
      if (processes == null) {
        leave(Errno.ENOSYS);
        return null;
      }
      child = world.newThread(world.forked(self.simProcess()), spec, childProgram);
      result = processes.fork(self, child, untilExec);
      if (result != 0) {
        world.stillborn(child);
      }
      leave(result);
    } while (result == Errno.RESTART);
    return result == 0 ? child : null;
  }

  @Override
  public int exec(Program newProgram) {
    int result;
    do {
      Processes processes = enter(Call.EXEC).processes();
      result = processes == null ? Errno.ENOSYS : processes.exec(self);
      if (result == 0) {
        // before the way out, where handlers would run
        self.simProcess().forgetHandlers();
        self.forgetDelivered();
      }
      leave(result);
    } while (result == Errno.RESTART);
    if (result == 0) {
      newProgram.run(this);
      exitProcess(0);
    }
    return result;
  }

  @Override
  public void exitProcess(int status) {
    while (true) {
      Kernel kernel = enter(Call.EXIT_PROCESS);
      Processes processes = kernel.processes();
      if (processes == null) {
        self.ended();
        kernel.exit(self);
      } else {
        processes.exit(self, status);
      }
      if (!world.swapPending()) {
        throw new IllegalStateException("the kernel returned from the exit of " + self);
      }
      // some threads of the process may have left the kernel already: the next one ends them all
      leave(Errno.RESTART);
    }
  }

  @Override
  public int awaitProcess(int process, int options, ProcessStatus status) {
    return call(Call.WAIT, p -> p.await(self, process, options, status));
  }

  @Override
  public int setGroup(int process, int group) {
    return call(Call.SET_GROUP, p -> p.setGroup(self, process, group));
  }

  @Override
  public int kill(int process, int signal) {
    return call(Call.KILL, p -> p.kill(self, process, signal));
  }

  @Override
  public int kill(UserThread thread, int signal) {
    return call(Call.KILL_THREAD, p -> p.kill(self, thread, signal));
  }

  @Override
  public int setSignalAction(int signal, SignalAction action, @Nullable Program handler) {
    if ((action.kind() == SignalAction.Kind.CATCH) != (handler != null)) {
      throw new IllegalArgumentException("a handler goes with an action that catches, and only so");
    }
    Program before = self.simProcess().handler(signal);
    self.simProcess().setHandler(signal, handler);
    int result = call(Call.SIGNAL_ACTION, p -> p.setAction(self, signal, action));
    if (result != 0) {
      self.simProcess().setHandler(signal, before);
    }
    return result;
  }

  @Override
  public long setSignalMask(long mask) {
    Processes processes = enter(Call.SIGNAL_MASK).processes();
    while (world.swapPending()) {
      leave(Errno.RESTART);
      processes = enter(Call.SIGNAL_MASK).processes();
    }
    world.changingMask(true);
    long before = processes == null ? 0 : processes.setMask(self, mask);
    world.changingMask(false);
    leave(0);
    return before;
  }

  @Override
  public int signalSuspend(long mask) {
    return call(Call.SIGNAL_SUSPEND, p -> p.suspend(self, mask));
  }

  @Override
  public int nativeId(UserThread thread) {
    return world.kernel().nativeId(thread);
  }

  @Override
  public long call(String name, long... arguments) {
    long result;
    do {
      NativeCall call = world.nativeCall(name);
      enter(Call.NATIVE);
      if (call == null) {
        result = -Errno.ENOSYS;
      } else if (call.arguments() != NativeCall.ANY_NUMBER
          && call.arguments() != arguments.length) {
        throw new IllegalArgumentException(
            call.name() + " takes " + call.arguments() + " arguments: " + call.synopsis());
      } else {
        result = call.body().call(self, arguments);
      }
      leave((int) result);
    } while (result == NativeCall.AGAIN);
    return result;
  }

  /** A call on processes, issued again as long as it left no trace. */
  private int call(Call name, ToIntFunction<Processes> body) {
    int result;
    do {
      Processes processes = enter(name).processes();
      result = leave(processes == null ? Errno.ENOSYS : body.applyAsInt(processes));
    } while (result == Errno.RESTART);
    return result;
  }

  // ---- measurements

  @Override
  public RandomSource random() {
    RandomSource r = random;
    if (r == null) {
      r = machine.random().split("thread " + self.id());
      random = r;
    }
    return r;
  }

  @Override
  public void mark(String name, long nanos) {
    if (world.tracing()) {
      int number = machine.tracer().intern(name);
      machine.tracer().emit(self.context().cpu().now(), EventKind.MARK, number, self.id(), nanos);
    }
  }

  /** The portable calls that enter the kernel, for traces. */
  enum Call {
    EXIT,
    SLEEP,
    YIELD,
    CREATE,
    JOIN,
    DETACH,
    SUSPEND,
    RESUME,
    SET_AFFINITY,
    SET_SCHEDULING,
    FORK,
    VFORK,
    EXEC,
    EXIT_PROCESS,
    WAIT,
    SET_GROUP,
    KILL,
    KILL_THREAD,
    SIGNAL_ACTION,
    SIGNAL_MASK,
    SIGNAL_SUSPEND,
    HANDLER_RETURN,
    NATIVE,
    PROTECT
  }
}
