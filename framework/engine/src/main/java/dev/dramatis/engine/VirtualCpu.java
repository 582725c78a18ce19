package dev.dramatis.engine;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.trace.EventKind;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One CPU. While its code runs on the host, its local time may be ahead of the event queue only
 * between two interaction points; whenever it has to let others go first it pauses, with its own
 * resumption as an event.
 */
final class VirtualCpu implements Cpu, Step {

  /** What the CPU does, as seen from outside. */
  enum Doing {
    /** Has no context yet. */
    NOTHING,
    /** Its code runs on the host, or is paused at an interaction point and will go on. */
    KERNEL,
    /** Computes in user mode until its resumption, or an interrupt. */
    USER,
    /** Spins for a change of {@link #spinsFor}. */
    SPINNING,
    /** Halted. */
    IDLE
  }

  private final VirtualMachine machine;
  private final EventQueue queue;

  /** Whether time decides who goes next, and not a choice policy. */
  private final boolean inTime;

  private final int id;
  private final Resumption resumption = new Resumption();
  private final Pace pace;

  /** {@link Pace#picosPerCycle}, which every path of a kernel asks for. */
  private int picosPerCycle;

  /** Whether the clock is at its highest and the core undivided. */
  private boolean fullPace = true;

  private final long atomicNanos;
  private final int atomicRetryPercent;
  private final long spinExitNanos;
  private final long wakeByStoreNanos;
  private final IdleGovernor governor;

  /** What it has in common with other CPUs, or null if that makes no difference. */
  @Nullable Surroundings surroundings;

  private long local;
  private int carryPicos;
  private int level;
  private int interruptDepth;
  private boolean online = true;
  private @Nullable PendingInterrupt pending;

  @Nullable VirtualContext context;
  private @Nullable VirtualContext deferredSwitch;
  private int addressSpace = -1;

  Doing doing = Doing.NOTHING;
  @Nullable VirtualCpu nextSpinner;
  @Nullable Line spinsFor;
  private boolean kicked;

  /**
   * Told by the context that gave up control: true if the CPU goes on with another context at once.
   */
  boolean switching;

  // the pending operation, for a choice policy
  private @Nullable SharedObject stepObject;
  private Access stepAccess = Access.LOAD;
  private @Nullable BooleanSupplier stepReady;
  private @Nullable BooleanSupplier stepSucceeds;
  private int stepCause = -1;
  private @Nullable StoreQueue flushing;
  boolean atStep;

  VirtualCpu(VirtualMachine machine, int id) {
    this.machine = machine;
    this.queue = machine.queue;
    this.inTime = machine.policy == null;
    this.id = id;
    this.pace =
        new Pace(machine.hardware().experiencedCapacity(id), machine.hardware().picosPerCycle(id));
    this.picosPerCycle = pace.picosPerCycle();
    this.atomicNanos = machine.costs.nanos(Operation.ATOMIC, id);
    this.atomicRetryPercent = machine.hardware().atomicRetryPercent(id);
    this.spinExitNanos = machine.hardware().spinExitNanos(id);
    this.wakeByStoreNanos = machine.hardware().wakeByStoreNanos(id);
    this.governor = new IdleGovernor(machine.costs.idleStates(id));
  }

  // ---- time

  @Override
  public int id() {
    return id;
  }

  @Override
  public long now() {
    return local;
  }

  @Override
  public void charge(long nanos) {
    local += nanos;
  }

  @Override
  public void chargeCycles(long cycles) {
    long picos = cycles * picosPerCycle + carryPicos;
    long nanos = picos / 1000;
    local += nanos;
    carryPicos = (int) (picos - nanos * 1000);
  }

  void charge(Operation op) {
    long nanos = machine.costs.nanos(op, id);
    local += fullPace ? nanos : pace.stretched(nanos);
  }

  // ---- interaction points

  @Override
  public void interact(SharedObject object, Access access) {
    payFor((Line) object, access);
    takeTurn(object, access, null, null);
  }

  @Override
  public boolean attempt(SharedObject object, Access access, BooleanSupplier succeeds) {
    payFor((Line) object, access);
    takeTurn(object, access, null, succeeds);
    return succeeds.getAsBoolean();
  }

  @Override
  public void checkpoint() {
    takeTurn(null, Access.LOAD, null, null);
  }

  @Override
  public void await(SharedObject object, Access access, BooleanSupplier ready) {
    Line line = (Line) object;
    payFor(line, access);
    takeTurn(line, access, ready, null);
    while (!ready.getAsBoolean()) {
      spin(line);
      payFor(line, access);
      takeTurn(line, access, ready, null);
    }
  }

  private void spin(Line line) {
    doing = Doing.SPINNING;
    spinsFor = line;
    line.addSpinner(this);
    pause();
    spinsFor = null;
    local = Math.max(local, machine.eventTime());
    local += spinExitNanos;
  }

  @Override
  public void changed(SharedObject object) {
    Line line = (Line) object;
    VirtualCpu spinner = line.firstSpinner;
    if (spinner == null) {
      if (!inTime) {
        machine.touchChanged(line);
      }
      return;
    }
    line.firstSpinner = null;
    line.lastSpinner = null;
    while (spinner != null) {
      VirtualCpu next = spinner.nextSpinner;
      spinner.nextSpinner = null;
      spinner.doing = Doing.KERNEL;
      queue.add(spinner.resumption, local);
      spinner = next;
    }
  }

  private void payFor(Line line, Access access) {
    long before = line.touched;
    int from;
    if (access.writes()) {
      from = line.sharer >= 0 && line.sharer != id ? line.sharer : line.writer;
      line.writer = id;
      line.sharer = -1;
      if (access != Access.UNLOCK && access != Access.STORE) {
        local += atomicNanos;
        if (atomicRetryPercent > 0 && from != id && from >= 0) {
          retry(line, from, before);
        }
      }
      line.touched = local;
    } else {
      from = line.sharer == id ? id : line.writer;
      if (line.writer != id) {
        line.sharer = id;
      }
    }
    if (from != id && from >= 0) {
      local += machine.costs.transfer(from, id);
    }
  }

  /**
   * A loop of load and store exclusive loses its reservation now and then when another CPU wants
   * the line at the same time: when the line has moved within the time that it needs for that. The
   * share is spread evenly, without chance.
   */
  private void retry(Line line, int from, long before) {
    int transfer = machine.costs.transfer(from, id);
    if (local - before > 2L * transfer + atomicNanos) {
      return;
    }
    line.retryPercent += atomicRetryPercent;
    while (line.retryPercent >= 100) {
      line.retryPercent -= 100;
      local += transfer + atomicNanos;
    }
  }

  /**
   * Lets everything earlier happen first and takes interrupts. On return it is this CPU's turn;
   * mostly it is anyway, so that case is small enough to be compiled into the callers.
   */
  private void takeTurn(
      @Nullable SharedObject object,
      Access access,
      @Nullable BooleanSupplier ready,
      @Nullable BooleanSupplier succeeds) {
    if (inTime && pending == null && local < queue.headTime()) {
      machine.countStep(this);
    } else if (inTime || machine.memory() == null || object == null) {
      awaitTurn(object, access, ready, succeeds);
    } else {
      awaitTurnBehindStores(machine.memory(), (NumberedLine) object, access, ready, succeeds);
    }
  }

  /** Where a memory model is in force: what is not a word is a barrier for words. */
  private void awaitTurnBehindStores(
      WeakMemory memory,
      NumberedLine object,
      Access access,
      @Nullable BooleanSupplier ready,
      @Nullable BooleanSupplier succeeds) {
    if (access.writes()) {
      memory.flush(this);
    }
    awaitTurn(object, access, ready, succeeds);
    memory.synchronise(this, object, access.writes());
  }

  /** An interaction point at a word of a machine with a memory model. */
  void wordStep(
      @Nullable NumberedLine line,
      Access access,
      @Nullable BooleanSupplier ready,
      @Nullable BooleanSupplier succeeds) {
    if (line != null) {
      payFor(line, access);
    }
    awaitTurn(line, access, ready, succeeds);
  }

  /** Waits until no store of this CPU is in a queue. */
  void flushStep(StoreQueue queue) {
    StoreQueue outer = flushing; // an interrupt handler may wait too
    flushing = queue;
    awaitTurn(null, Access.LOAD, queue.empty, null);
    flushing = outer;
  }

  @Override
  public void fence() {
    charge(Operation.FENCE);
    WeakMemory memory = machine.memory();
    if (memory != null) {
      memory.fence(this);
    }
  }

  private void awaitTurn(
      @Nullable SharedObject object,
      Access access,
      @Nullable BooleanSupplier ready,
      @Nullable BooleanSupplier succeeds) {
    do {
      letOthersGo(object, access, ready, succeeds);
    } while (pending != null && takeInterrupts()); // time passed in the handlers
  }

  private void letOthersGo(
      @Nullable SharedObject object,
      Access access,
      @Nullable BooleanSupplier ready,
      @Nullable BooleanSupplier succeeds) {
    if (!inTime) {
      stepObject = object;
      stepAccess = access;
      stepReady = ready;
      stepSucceeds = succeeds;
      atStep = true;
      pause();
      if (object != null && !interrupted()) {
        local = ((Line) object).order(local, access().writes());
      }
      stepCause = -1;
    } else if (local >= queue.headTime()) {
      queue.add(resumption, local);
      pause();
    } else {
      machine.countStep(this);
    }
  }

  /**
   * Lets time pass until somebody resumes this CPU; gives control to the loop if others have to run
   * meanwhile.
   */
  private void pause() {
    if (!machine.passTime(this, resumption)) {
      switching = false;
      current().suspend();
    }
    doing = Doing.KERNEL;
  }

  private VirtualContext current() {
    VirtualContext c = context;
    if (c == null) {
      throw new IllegalStateException("CPU " + id + " has no context");
    }
    return c;
  }

  // ---- interrupts

  @Override
  public int level() {
    return level;
  }

  @Override
  public int raise(int newLevel) {
    int before = level;
    if (newLevel > before) {
      level = newLevel;
    }
    return before;
  }

  @Override
  public void restore(int newLevel) {
    level = newLevel;
    if (pending != null && pending.interruptLevel() > newLevel) {
      checkpoint();
    }
  }

  @Override
  public boolean inInterrupt() {
    return interruptDepth > 0;
  }

  @Override
  public void send(Interrupt ipi, Cpu target) {
    VirtualCpu to = (VirtualCpu) target;
    InterruptSource.Delivery delivery = ((InterruptSource) ipi).delivery(to);
    charge(Operation.IPI_SEND);
    machine.tracer().emit(local, EventKind.IPI_SEND, id, machine.threadOn(this), to.id);
    machine.touch(delivery, true);
    if (!delivery.waiting && !delivery.scheduled()) {
      queue.add(delivery, local + machine.hardware().ipiNanos(id, to.id));
    }
  }

  @Override
  public void kick(Interrupt ipi, Cpu target) {
    VirtualCpu to = (VirtualCpu) target;
    machine.touch(to, true);
    if (to.doing != Doing.IDLE || to.wakeByStoreNanos < 0) {
      send(ipi, target);
    } else if (!to.kicked) {
      to.kicked = true;
      if (!to.resumption.scheduled()) {
        to.wakeAt(local + machine.costs.transfer(id, to.id) + to.wakeByStoreNanos);
      }
    }
  }

  /** An interrupt has arrived. */
  void post(PendingInterrupt interrupt, long at) {
    machine.touch(this, true);
    interrupt.waiting = true;
    interrupt.arrived = at;
    insert(interrupt);
    if (interrupt.interruptLevel() <= level) {
      return;
    }
    switch (doing) {
      case USER -> queue.move(resumption, Math.max(at, local));
      case SPINNING -> {
        Line line = spinsFor;
        if (line != null) {
          line.removeSpinner(this);
        }
        queue.add(resumption, Math.max(at, local));
        doing = Doing.KERNEL;
      }
      case IDLE -> {
        if (!resumption.scheduled()) {
          wakeAt(at + timerDetour(interrupt));
        }
      }
      case KERNEL, NOTHING -> {
        // taken at the next interaction point
      }
    }
  }

  private void insert(PendingInterrupt interrupt) {
    PendingInterrupt p = pending;
    if (p == null || p.interruptLevel() < interrupt.interruptLevel()) {
      interrupt.next = p;
      pending = interrupt;
      return;
    }
    PendingInterrupt behind = p.next;
    while (behind != null && behind.interruptLevel() >= interrupt.interruptLevel()) {
      p = behind;
      behind = p.next;
    }
    interrupt.next = behind;
    p.next = interrupt;
  }

  /** Takes every waiting interrupt above the current level. Returns whether there was one. */
  private boolean takeInterrupts() {
    PendingInterrupt p = pending;
    if (p == null || p.interruptLevel() <= level) {
      return false;
    }
    machine.touch(this, true);
    do {
      machine.touch(p, true);
      pending = p.next;
      p.next = null;
      p.waiting = false;
      int before = level;
      level = p.interruptLevel();
      interruptDepth++;
      local = Math.max(local, p.arrived); // it may be behind only if a policy, not time, decides
      int thread = machine.threadOn(this);
      machine.tracer().emit(local, EventKind.IRQ_ENTER, id, thread, p.internedName());
      charge(Operation.INTERRUPT);
      p.handler().handle(this);
      machine.tracer().emit(local, EventKind.IRQ_EXIT, id, thread, p.internedName());
      interruptDepth--;
      level = before;
      p = pending;
    } while (p != null && p.interruptLevel() > level);
    return true;
  }

  // ---- contexts

  @Override
  public Context context() {
    return current();
  }

  @Override
  public void switchTo(Context next) {
    VirtualContext from = current();
    prepareSwitch((VirtualContext) next);
    switching = true;
    from.suspend();
  }

  @Override
  public void exitTo(Context next) {
    VirtualContext from = current();
    prepareSwitch((VirtualContext) next);
    switching = true;
    from.leaveForGood();
    throw new IllegalStateException(
        "context " + from.name() + " came back after it had left for good");
  }

  @Override
  public void switchAfterReturn(Context next) {
    deferredSwitch = (VirtualContext) next;
  }

  /**
   * Carries out {@link #switchAfterReturn}; the context comes back to life when somebody switches
   * to it.
   */
  void completeDeferredSwitch() {
    VirtualContext next = deferredSwitch;
    if (next == null) {
      throw new IllegalStateException(
          "the kernel exported a thread without choosing what CPU " + id + " does next");
    }
    deferredSwitch = null;
    switchTo(next);
  }

  private void prepareSwitch(VirtualContext to) {
    if (interruptDepth > 0) {
      throw new IllegalStateException("context switch inside an interrupt handler on CPU " + id);
    }
    if (to.cpu.context == to) {
      throw new IllegalStateException(
          "switch on CPU " + id + " to " + to + ", which is on CPU " + to.cpu.id());
    }
    charge(Operation.THREAD_SWITCH);
    int space = to.addressSpace();
    if (space >= 0 && space != addressSpace) {
      addressSpace = space;
      charge(Operation.ADDRESS_SPACE_SWITCH);
    }
    to.cpu = this;
    context = to;
  }

  // ---- idle

  @Override
  public void idle() {
    letOthersGo(null, Access.LOAD, null, null);
    if (takeInterrupts() || kicked) {
      kicked = false;
      return;
    }
    machine.touch(this, true);
    int state = governor.choose();
    long since = local;
    if (surroundings != null) {
      state = surroundings.halt(governor.states(), state);
      surroundings.busy(false, local);
    }
    machine.tracer().emit(local, EventKind.IDLE_ENTER, id, machine.threadOn(this), state);
    idleState = state;
    idleSince = since;
    doing = Doing.IDLE;
    pause();
    machine.touch(this, true);
    local = Math.max(local, machine.eventTime());
    governor.stayed(local - since);
    if (surroundings != null) {
      surroundings.wake();
      surroundings.busy(true, local);
    }
    machine.tracer().emit(local, EventKind.IDLE_EXIT, id, machine.threadOn(this), state);
    if (governor.states()[state].tlbFlushed()) {
      local += machine.hardware().tlbRefillNanos(id);
    }
    kicked = false;
    takeInterrupts();
  }

  private int idleState;
  private long idleSince;

  private void wakeAt(long at) {
    stepCause = machine.stepIndex();
    int state = surroundings == null ? idleState : surroundings.toLeave(idleState);
    queue.add(resumption, at + governor.wakeNanos(state, at - idleSince));
  }

  /** A timer that stops in the idle state is kept by another CPU, which sends an interrupt on. */
  private long timerDetour(PendingInterrupt interrupt) {
    return interrupt instanceof VirtualTimer && governor.states()[idleState].timerStops()
        ? machine.hardware().ipiNanos(id == 0 ? machine.cpuCount() - 1 : 0, id)
        : 0;
  }

  @Override
  public boolean idling() {
    machine.touch(this, false);
    return doing == Doing.IDLE;
  }

  @Override
  public boolean online() {
    return online;
  }

  void setOnline(boolean takesWork) {
    online = takesWork;
  }

  // ---- translations

  /** Until when a shootdown of this CPU is under way. */
  private long shootsUntil;

  @Override
  public void shootdown(int space) {
    takeTurn(null, Access.LOAD, null, null);
    charge(Operation.TLB_FLUSH_PAGE);
    int targets = 0;
    int senders = 1;
    boolean interrupts = machine.hardware().shootdownInterrupts();
    for (VirtualCpu other : machine.allCpus()) {
      if (other == this) {
        continue;
      }
      if (other.shootsUntil > local) {
        senders++;
      }
      // an idle CPU is lazy: it forgets everything when it next enters the address space
      if (other.addressSpace == space
          && other.doing != Doing.IDLE
          && other.doing != Doing.NOTHING) {
        targets++;
        if (interrupts) {
          sendShootdown(other, targets == 1);
        }
      }
    }
    local += machine.hardware().shootdownNanos(id, targets, senders);
    shootsUntil = local;
  }

  /** One write to the controller reaches all targets. */
  private void sendShootdown(VirtualCpu target, boolean first) {
    if (first) {
      charge(Operation.IPI_SEND);
    }
    InterruptSource.Delivery delivery = machine.shootdownInterrupt().delivery(target);
    machine.tracer().emit(local, EventKind.IPI_SEND, id, machine.threadOn(this), target.id);
    if (!delivery.waiting && !delivery.scheduled()) {
      queue.add(delivery, local + machine.hardware().ipiNanos(id, target.id));
    }
  }

  // ---- user mode

  private long userSince;
  private long userEnd;
  private long userWork;

  /**
   * Computes in user mode until the work is done or an interrupt was taken.
   *
   * @param work nanoseconds on the fastest CPU
   * @return what is left
   */
  long compute(long work) {
    if (takeInterrupts()) {
      current().trapped = true;
      return work;
    }
    long end = local + pace.timeFor(work);
    if (end < queue.headTime() && inTime) {
      local = end;
      machine.countStep(this);
      return 0;
    }
    doing = Doing.USER;
    userSince = local;
    userEnd = end;
    userWork = work;
    queue.add(resumption, end);
    pause();
    local = Math.max(userSince, machine.eventTime());
    long left = local >= userEnd ? 0 : userWork - pace.workIn(local - userSince);
    if (takeInterrupts()) {
      current().trapped = true;
    }
    return left;
  }

  /** What the siblings leave of the core changes. */
  void sharesCore(int share, long at) {
    if (share != pace.share()) {
      settle(at);
      pace.share(share);
      paceChanged();
      resettle();
    }
  }

  /** The clock changes, given as a part of the highest, of 1024. */
  void clocked(int clock, long at) {
    settle(at);
    pace.clock(clock);
    paceChanged();
    resettle();
  }

  private void paceChanged() {
    picosPerCycle = pace.picosPerCycle();
    fullPace = pace.full();
  }

  /** Books the work done so far at the pace up to now. */
  private void settle(long at) {
    if (doing == Doing.USER && at > userSince) {
      userWork = Math.max(0, userWork - pace.workIn(at - userSince));
      userSince = at;
    }
  }

  /** Moves the end of the computation, unless an interrupt has already cut it short. */
  private void resettle() {
    if (doing == Doing.USER) {
      boolean cutShort = !resumption.scheduled() || resumption.time() != userEnd;
      userEnd = userSince + pace.timeFor(userWork);
      if (!cutShort) {
        queue.move(resumption, userEnd);
      }
    }
  }

  /** Ends a user computation or a halt early. */
  void nudge(long at) {
    switch (doing) {
      case USER -> {
        current().trapped = true;
        queue.move(resumption, at);
      }
      case IDLE -> {
        kicked = true;
        if (!resumption.scheduled()) {
          wakeAt(at);
        }
      }
      case KERNEL, SPINNING, NOTHING -> {
        // comes to the boundary, or to its idle loop, by itself
      }
    }
  }

  /** How much work gets done in so much time. */
  long workIn(long nanos) {
    return pace.workIn(nanos);
  }

  /** Time that a context arriving from elsewhere needs to bring its working set along. */
  long refillFor(VirtualContext c) {
    int from = c.warmOn;
    c.warmOn = id;
    return from < 0 || from == id ? 0 : machine.hardware().refillNanos(from, id, c.workingSet());
  }

  // ---- life

  /** Gives the CPU its first context. */
  void start(VirtualContext idle, long at) {
    if (context != null) {
      throw new IllegalStateException("CPU " + id + " was started before");
    }
    context = idle;
    idle.cpu = this;
    local = Math.max(local, at);
    doing = Doing.KERNEL;
    if (surroundings != null) {
      surroundings.busy(true, local);
    }
    if (inTime) {
      queue.add(resumption, local);
    } else {
      stepCause = machine.stepIndex();
      atStep = true; // its beginning is a choice like any other, and touches nothing
    }
  }

  /** Forgets what runs here, for another kernel to start it. */
  void reset() {
    if (surroundings != null) {
      if (doing == Doing.IDLE) {
        surroundings.wake();
      }
      surroundings.busy(false, Math.max(local, machine.eventTime()));
    }
    if (resumption.scheduled()) {
      queue.remove(resumption);
    }
    machine.touch(this, true);
    for (PendingInterrupt p = pending; p != null; ) {
      machine.touch(p, true);
      PendingInterrupt behind = p.next;
      p.next = null;
      p.waiting = false;
      p = behind;
    }
    pending = null;
    context = null;
    level = 0;
    interruptDepth = 0;
    kicked = false;
    deferredSwitch = null;
    addressSpace = -1;
    spinsFor = null;
    nextSpinner = null;
    atStep = false;
    stepObject = null;
    stepReady = null;
    stepSucceeds = null;
    stepCause = -1;
    flushing = null;
    doing = Doing.NOTHING;
  }

  /** The event by which a paused CPU goes on. */
  final class Resumption extends Event {
    VirtualCpu cpu() {
      return VirtualCpu.this;
    }

    @Override
    protected void fire() {
      machine.runCpu(VirtualCpu.this);
    }

    @Override
    protected boolean races() {
      return true;
    }

    @Override
    public String toString() {
      return "cpu " + id;
    }
  }

  // ---- for choice policies

  boolean stepEnabled() {
    BooleanSupplier ready = stepReady;
    return atStep && (ready == null || ready.getAsBoolean() || interrupted());
  }

  /** Whether the next step takes an interrupt, and does what it announced only after that. */
  private boolean interrupted() {
    PendingInterrupt p = pending;
    return p != null && p.interruptLevel() > level;
  }

  @Override
  public int cpu() {
    return id;
  }

  @Override
  public @Nullable SharedObject object() {
    return stepObject;
  }

  @Override
  public int objectNumber() {
    return stepObject instanceof Line line ? line.number() : -1;
  }

  @Override
  public boolean guarded() {
    return stepReady != null && !interrupted();
  }

  @Override
  public int cause() {
    StoreQueue queue = flushing;
    return queue != null && stepReady == queue.empty ? queue.lastDrain() : stepCause;
  }

  /** Whether it can go on as soon as stores of its own are in memory. */
  boolean waitsForStores() {
    StoreQueue queue = flushing;
    return atStep && queue != null && stepReady == queue.empty;
  }

  @Override
  public Past before(int changes) {
    // an attempt may have succeeded before; of a condition nobody knows
    return stepSucceeds == null ? Past.UNKNOWN : Past.WRITES;
  }

  @Override
  public Access access() {
    if (interrupted()) {
      return stepAccess.writes() ? Access.RMW : Access.LOAD;
    }
    BooleanSupplier succeeds = stepSucceeds;
    return succeeds == null || succeeds.getAsBoolean() ? stepAccess : Access.LOAD;
  }

  @Override
  public long time() {
    return local;
  }

  @Override
  public String label() {
    return current().name();
  }

  /** For reports. */
  String describe() {
    StringBuilder text =
        new StringBuilder(80)
            .append("cpu ")
            .append(id)
            .append(" at ")
            .append(local)
            .append(" ns: ");
    switch (doing) {
      case NOTHING -> text.append("not started");
      case KERNEL -> text.append(context).append(" in the kernel");
      case USER -> text.append(context).append(" in user mode");
      case SPINNING -> text.append(context).append(" spins for ").append(spinsFor);
      case IDLE -> text.append("idle");
    }
    if (atStep && stepObject != null) {
      text.append(", about to ").append(stepAccess).append(' ').append(stepObject.name());
    }
    if (level > 0) {
      text.append(", interrupt level ").append(level);
    }
    for (PendingInterrupt p = pending; p != null; p = p.next) {
      text.append(", pending ").append(p.interruptName());
    }
    return text.toString();
  }
}
