package dev.dramatis.engine;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.MemoryWord;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A virtual machine: the loop that makes virtual time pass. */
public final class VirtualMachine implements Machine, AutoCloseable {

  /** Why {@link #run} returned. */
  public enum Stop {
    /** Nothing more can happen. */
    QUIESCENT,
    /** Nothing more can happen, and a CPU still spins for something. */
    STUCK,
    /** The time limit was reached. */
    TIME_LIMIT,
    /** {@link #stop} was called, or the choice policy ended the run. */
    STOPPED,
    /** Things happen, but time stands still. */
    NO_PROGRESS
  }

  /** Interaction points without progress in time after which a run counts as livelocked. */
  private static final int PATIENCE = 1 << 22;

  final CostTable costs;
  final EventQueue queue = new EventQueue();
  final Coroutines coroutines;
  final @Nullable ChoicePolicy policy;

  private final HardwareModel hardware;
  private final EventTracer tracer;
  private final List<String> names = new ArrayList<>();
  private final RandomSource random;
  private final VirtualCpu[] cpus;
  private final @Nullable Choices choices;
  private @Nullable InterruptSource shootdownInterrupt;
  private final Interruption interruption = new Interruption();
  private ToIntFunction<Context> threadIds = c -> 0;

  private @Nullable VirtualCpu running;
  private long eventTime;
  private long limit = Long.MAX_VALUE;
  private @Nullable Stop stop;
  private int steps;
  private int eventsAtOnce;
  private long progressMark = -1;

  private VirtualMachine(Builder b) {
    hardware = b.hardware;
    costs = new CostTable(hardware);
    policy = b.policy;
    tracer = new EventTracer(b.sinks);
    random = new SeededRandom(b.seed);
    coroutines = b.coroutines == null ? Coroutines.choose() : b.coroutines;
    cpus = new VirtualCpu[hardware.topology().cpuCount()];
    ChoicePolicy chooser = b.policy;
    choices = chooser == null ? null : new Choices(this, chooser, cpus);
    for (int i = 0; i < cpus.length; i++) {
      cpus[i] = new VirtualCpu(this, i);
    }
    Surroundings.connect(this, cpus);
  }

  /** Starts to describe a machine of the given hardware. */
  public static Builder on(HardwareModel hardware) {
    return new Builder(hardware);
  }

  /** Options of a machine. */
  public static final class Builder {
    private final HardwareModel hardware;
    private List<TraceSink> sinks = List.of();
    private long seed = 1;
    private @Nullable ChoicePolicy policy;
    private @Nullable Coroutines coroutines;

    private Builder(HardwareModel hardware) {
      this.hardware = hardware;
    }

    /** Receivers of events; none by default. */
    public Builder sinks(List<TraceSink> receivers) {
      sinks = List.copyOf(receivers);
      return this;
    }

    /** Seed of the random source; 1 by default. */
    public Builder seed(long newSeed) {
      seed = newSeed;
      return this;
    }

    /** Who decides at interaction points; virtual time by default. */
    public Builder policy(@Nullable ChoicePolicy newPolicy) {
      policy = newPolicy;
      return this;
    }

    /** How contexts are made; by {@link Coroutines#choose} by default. */
    public Builder coroutines(Coroutines kind) {
      coroutines = kind;
      return this;
    }

    /** The machine. */
    public VirtualMachine build() {
      return new VirtualMachine(this);
    }
  }

  // ---- Machine

  @Override
  public int cpuCount() {
    return cpus.length;
  }

  @Override
  public Cpu cpu(int id) {
    return cpus[id];
  }

  @Override
  public @Nullable Cpu current() {
    return running;
  }

  @Nullable VirtualCpu runningCpu() {
    return running;
  }

  @Override
  public long now() {
    VirtualCpu cpu = running;
    return cpu == null ? eventTime : cpu.now();
  }

  long eventTime() {
    return eventTime;
  }

  @Override
  public HardwareModel hardware() {
    return hardware;
  }

  @Override
  public RandomSource random() {
    return random;
  }

  @Override
  public Tracer tracer() {
    return tracer;
  }

  @Override
  public SharedObject newShared(String name) {
    Choices c = choices;
    return c == null ? new Line(name) : new NumberedLine(name, c.newNumbers(1));
  }

  @Override
  public MemoryWord newWord(String name, long initial) {
    WeakMemory weak = memory();
    return weak == null ? Machine.super.newWord(name, initial) : weak.newWord(name, initial);
  }

  /** The memory, if a choice policy wants a model of it. */
  @Nullable WeakMemory memory() {
    return choices == null ? null : choices.memory;
  }

  @Override
  public Context newContext(String name, int addressSpace, Runnable body) {
    return newContext(name, addressSpace, 0, body);
  }

  /** A context whose user mode keeps so much memory warm. */
  public VirtualContext newContext(String name, int addressSpace, long workingSet, Runnable body) {
    VirtualCpu boot = running;
    return new VirtualContext(boot == null ? cpus[0] : boot, name, addressSpace, workingSet, body);
  }

  @Override
  public void start(Cpu cpu, Context idle) {
    ((VirtualCpu) cpu).start((VirtualContext) idle, eventTime);
  }

  @Override
  public Interrupt newInterrupt(String name, int level, Interrupt.Handler handler) {
    InterruptSource source = new InterruptSource(this, name, level, handler);
    if (choices != null) {
      choices.number(source);
    }
    return source;
  }

  @Override
  public Timer newTimer(String name, int level, Interrupt.Handler handler) {
    return timer(name, level, false, handler);
  }

  @Override
  public Timer newHousekeepingTimer(String name, int level, Interrupt.Handler handler) {
    return timer(name, level, true, handler);
  }

  private Timer timer(String name, int level, boolean housekeeping, Interrupt.Handler handler) {
    int number = tracer.intern(name);
    while (names.size() <= number) {
      names.add("");
    }
    names.set(number, name);
    VirtualTimer timer = new VirtualTimer(this, name, level, housekeeping, handler);
    if (choices != null) {
      choices.number(timer);
    }
    return timer;
  }

  String nameOf(int interned) {
    return names.get(interned);
  }

  @Override
  public Violation violation(String name, String detail) {
    throw new Violation(name, detail);
  }

  // ---- for the layer that runs simulations

  /** Schedules something of the framework's own; it happens outside any CPU. */
  public void at(long time, Event control) {
    if (choices != null) {
      choices.number(control);
    }
    queue.add(control, time);
  }

  /** How to find the thread id of a context for events that the engine emits. */
  public void identifyThreadsBy(ToIntFunction<Context> ids) {
    threadIds = ids;
  }

  int threadOn(VirtualCpu cpu) {
    VirtualContext c = cpu.context;
    return c == null ? -1 - cpu.id() : threadIds.applyAsInt(c);
  }

  VirtualCpu[] allCpus() {
    return cpus;
  }

  /** Made when first needed, so that runs without one have the same names as ever. */
  InterruptSource shootdownInterrupt() {
    InterruptSource source = shootdownInterrupt;
    if (source == null) {
      source =
          new InterruptSource(
              this,
              "tlb-shootdown",
              Interrupt.HIGHEST,
              cpu -> ((VirtualCpu) cpu).charge(Operation.TLB_FLUSH_PAGE));
      shootdownInterrupt = source;
    }
    return source;
  }

  /** What a program on the context reads from the clock, which may be coarser than time. */
  public long clockReading(VirtualContext context) {
    return costs.clockReading(context.cpu.now());
  }

  /** Takes a CPU out of service or puts it back; what to do about it is up to the kernel. */
  public void setOnline(int cpu, boolean online) {
    cpus[cpu].setOnline(online);
    tracer.emit(eventTime, dev.dramatis.spi.trace.EventKind.ONLINE, cpu, -1 - cpu, online ? 1 : 0);
  }

  /** Charges the CPU of a context with an operation. */
  public void charge(VirtualContext context, Operation operation) {
    context.cpu.charge(operation);
  }

  /**
   * Computes in user mode on whatever CPU the context is on, until the work is done or an interrupt
   * was taken. After an interrupt the caller passes the user boundary and calls again with what is
   * left.
   *
   * @param work nanoseconds on the fastest CPU, positive
   * @return what is left
   */
  public long compute(VirtualContext context, long work) {
    VirtualCpu cpu = context.cpu;
    long refill = context.warmOn == cpu.id() ? 0 : cpu.refillFor(context);
    return cpu.compute(work + cpu.workIn(refill));
  }

  /**
   * Whether an interrupt was taken in user mode since the last call; then the user boundary is to
   * be passed.
   */
  public boolean takeTrap(VirtualContext context) {
    boolean trapped = context.trapped;
    context.trapped = false;
    return trapped;
  }

  /**
   * Makes every CPU look around: user computations pause, halted CPUs wake up. For host code that
   * changed what CPUs should do.
   */
  public void nudge() {
    for (VirtualCpu cpu : cpus) {
      cpu.nudge(eventTime);
    }
  }

  /** Work that a CPU gets done in a span of time. */
  public long workIn(VirtualContext context, long nanos) {
    return Math.max(1, context.cpu.workIn(nanos));
  }

  /** Completes {@link Cpu#switchAfterReturn} once the kernel's frames are gone. */
  public void completeDeferredSwitch(VirtualContext context) {
    context.cpu.completeDeferredSwitch();
  }

  /**
   * Takes every context off its CPU and forgets all timers and interrupts, so that another kernel
   * can boot. Control events stay.
   */
  public void reset() {
    for (VirtualCpu cpu : cpus) {
      cpu.reset();
    }
    List<Event> kernels = new ArrayList<>();
    for (int i = 0; i < queue.size(); i++) {
      if (queue.at(i) instanceof PendingInterrupt interrupt) {
        kernels.add(interrupt);
      }
    }
    kernels.forEach(queue::remove);
    WeakMemory weak = memory();
    if (weak != null) {
      weak.settle();
    }
  }

  /** Ends the run after the current event. */
  public void stop() {
    stop = Stop.STOPPED;
    if (running != null && policy == null) {
      // a CPU that is alone would never pause
      queue.move(interruption, running.now());
    }
  }

  /**
   * Lets virtual time pass. The calling host thread must hold no monitor ({@code synchronized}, or
   * {@code ConcurrentHashMap.computeIfAbsent}): when a context gives way the JDK takes the monitors
   * that its host thread holds for those of the context, and other host threads wait for them for
   * ever. Locks of {@code java.util.concurrent} do no harm.
   *
   * @param until time limit in nanoseconds
   * @throws Violation if a check failed
   */
  public Stop run(long until) {
    limit = until;
    stop = null;
    return choices == null ? runInTime() : choices.run(until);
  }

  private Stop runInTime() {
    Limit sentinel = new Limit();
    if (limit != Long.MAX_VALUE) {
      queue.add(sentinel, limit);
    }
    try {
      while (stop == null) {
        if (queue.idle()) {
          return quiescent();
        }
        Event event = queue.poll();
        if (event == null) {
          return quiescent();
        }
        if (!reach(event.time())) {
          return Stop.NO_PROGRESS;
        }
        event.fire();
      }
      return stop;
    } catch (NoProgress livelock) {
      return Stop.NO_PROGRESS;
    } finally {
      running = null;
      if (sentinel.scheduled()) {
        queue.remove(sentinel);
      }
      if (interruption.scheduled()) {
        queue.remove(interruption);
      }
    }
  }

  /** An event of that time happens now. Returns false if too many have happened at one time. */
  private boolean reach(long time) {
    if (time == eventTime) {
      return ++eventsAtOnce <= PATIENCE;
    }
    eventsAtOnce = 0;
    eventTime = time;
    return true;
  }

  /**
   * The loop as far as a CPU that pauses can do it itself, without leaving its context: interrupts
   * arrive, until the CPU's own resumption is next. Everything else, the end of the run included,
   * is left to {@link #runInTime}.
   *
   * @return whether it is the CPU's turn again
   */
  boolean passTime(VirtualCpu cpu, Event resumption) {
    if (choices != null) {
      return choices.passTurn(cpu);
    }
    while (stop == null && eventsAtOnce < PATIENCE && !queue.idle()) {
      Event head = queue.head();
      if (head == resumption) {
        queue.remove(head);
        reach(head.time());
        return true;
      }
      if (!(head instanceof PendingInterrupt)) {
        return false;
      }
      queue.remove(head);
      reach(head.time());
      running = null;
      head.fire();
      running = cpu;
    }
    return false;
  }

  /** Makes the running CPU pause at its next interaction point. */
  private static final class Interruption extends Event {
    @Override
    protected void fire() {
      // that it was in the queue is enough
    }

    @Override
    protected boolean housekeeping() {
      return true;
    }
  }

  private final class Limit extends Event {
    @Override
    protected void fire() {
      stop = Stop.TIME_LIMIT;
    }

    @Override
    protected boolean housekeeping() {
      return true;
    }
  }

  private Stop quiescent() {
    for (VirtualCpu cpu : cpus) {
      if (cpu.doing == VirtualCpu.Doing.SPINNING) {
        return Stop.STUCK;
      }
    }
    return Stop.QUIESCENT;
  }

  /** Tells a choice policy that the step in progress depends on an event, or changes it. */
  void touch(Event event, boolean writes) {
    if (choices != null) {
      choices.touch(event, writes);
    }
  }

  /** Tells a choice policy that the step in progress depends on a CPU, or changes what it does. */
  void touch(VirtualCpu cpu, boolean writes) {
    if (choices != null) {
      choices.touch(cpu, writes);
    }
  }

  /** Tells a choice policy that the step in progress changes an object, announced or not. */
  void touchChanged(Line line) {
    if (choices != null) {
      choices.touchChanged(line);
    }
  }

  /** Position of the step in progress in the execution, if a choice policy decides; else -1. */
  int stepIndex() {
    return choices == null ? -1 : choices.stepIndex();
  }

  @Nullable Stop stopped() {
    return stop;
  }

  void running(@Nullable VirtualCpu cpu) {
    running = cpu;
  }

  /** An event that was chosen happens. */
  void happen(Event event) {
    queue.remove(event);
    eventTime = Math.max(eventTime, event.time());
    event.fire();
  }

  /** A step of that time is taken by choice. Returns false if too many left time where it is. */
  boolean progress(long time) {
    if (time > progressMark) {
      progressMark = time;
      steps = 0;
      return true;
    }
    return ++steps < PATIENCE;
  }

  /** Runs a CPU, through any number of contexts, until it pauses. */
  void runCpu(VirtualCpu cpu) {
    running = cpu;
    cpu.atStep = false;
    do {
      VirtualContext context = cpu.context;
      if (context == null) {
        throw new IllegalStateException("CPU " + cpu.id() + " has nothing to run");
      }
      cpu.switching = false;
      context.resume(this);
      if (context.finished() && cpu.context == context) {
        cpu.reset();
      }
    } while (cpu.switching);
    running = null;
  }

  /** Counts an interaction point that needed no pause, and notices when time stands still. */
  void countStep(VirtualCpu cpu) {
    if (++steps >= PATIENCE) {
      checkProgress(cpu);
    }
  }

  private void checkProgress(VirtualCpu cpu) {
    steps = 0;
    if (cpu.now() == progressMark) {
      throw new NoProgress();
    }
    progressMark = cpu.now();
  }

  /** Thrown through the context that makes no progress. */
  private static final class NoProgress extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoProgress() {
      super("simulated time stands still", null, false, false);
    }
  }

  /** What each CPU does, a line each. */
  public List<String> describeCpus() {
    List<String> lines = new ArrayList<>(cpus.length);
    for (VirtualCpu cpu : cpus) {
      lines.add(cpu.describe());
    }
    return lines;
  }

  /** Name of the coroutine mechanism in use. */
  public String coroutineKind() {
    return coroutines.kind();
  }

  @Override
  public void close() {
    coroutines.close();
  }
}
