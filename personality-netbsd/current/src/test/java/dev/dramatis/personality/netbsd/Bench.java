package dev.dramatis.personality.netbsd;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.Tracer;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.mockito.Mockito;

/**
 * A kernel on a CPU that stands still: its functions can be called in any state; a switch is
 * reported and undone.
 */
final class Bench {
  /** The kernel switched away. */
  static final class Switched extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The kernel does not come to an end. */
  static final class Endless extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final Kern kern;
  final CpuInfo ci;
  int ipis;

  /** How many interaction points are left; below 0 they are not counted. */
  int interactions = -1;

  /** Whether code runs as if in an interrupt handler. */
  boolean interrupt;

  /** Whether locks do not raise the level of the CPU. */
  boolean neverRaises;

  /** What happens in place of a switch; by default it is reported. */
  Runnable onSwitch =
      () -> {
        throw new Switched();
      };

  /** What the clock shows. */
  long now;

  private final Map<String, String> options;
  private final SchedulerFactory policy;
  private final StillCpu stillCpu = new StillCpu();

  Bench(boolean checks) {
    this(checks, Map.of());
  }

  Bench(boolean checks, Map<String, String> options) {
    this(checks, options, Fifo.FACTORY);
  }

  Bench(boolean checks, Map<String, String> options, SchedulerFactory policy) {
    this.options = options;
    this.policy = policy;
    kern = new Kern(new Host(checks));
    ci = kern.cpus[0];
  }

  /** A context that says it is on the CPU. */
  Context context() {
    Context context = Mockito.mock(Context.class);
    Mockito.when(context.cpu()).thenReturn(stillCpu);
    return context;
  }

  /** An LWP on the lists of a process, with a number. */
  Lwp member(Proc p, int stat) {
    Lwp l = newLwp(p, stat);
    l.number = -10_000 - p.nlwps;
    kern.pidTable.allocLwpid(p, l);
    p.insertHead(l);
    p.uid.chglwpcnt(p.nlwps == 0 ? 0 : 1);
    p.nlwps++;
    if (stat == LwpState.ZOMB) {
      p.nzlwps++;
    } else if (stat != LwpState.STOP && stat != LwpState.SUSPENDED) {
      p.nrlwps++;
    }
    return l;
  }

  Proc newProc() {
    Proc p = kern.newProc(1, "p");
    p.stat = Proc.SACTIVE;
    p.pptr = kern.initproc;
    kern.pidTable.allocPid(p);
    return p;
  }

  /** An LWP in any state, on no list. */
  Lwp newLwp(Proc p, int stat) {
    Lwp l = new Lwp(p, 1, null, context(), ci, SchedClass.TIMESHARE);
    l.stat = stat;
    if (stat == LwpState.RUN) {
      l.mutex = ci.spcMutex;
    }
    return l;
  }

  /** Makes an LWP the running one. */
  void run(Lwp l) {
    ci.curlwp = l;
    l.mutex = ci.spcLwplock;
    l.stat = LwpState.ONPROC;
    l.pflag |= Flags.LP_RUNNING;
  }

  private final class Host implements KernelHost {
    private final Machine machine = new StillMachine();
    private final boolean checks;

    Host(boolean checks) {
      this.checks = checks;
    }

    @Override
    public Machine machine() {
      return machine;
    }

    @Override
    public Scheduler newScheduler(SchedulerHost host) {
      return policy.create(host);
    }

    @Override
    public String schedulerOption(String name, String defaultValue) {
      return defaultValue;
    }

    @Override
    public String option(String name, String defaultValue) {
      return options.getOrDefault(name, defaultValue);
    }

    @Override
    public boolean checks() {
      return checks;
    }
  }

  private final class StillMachine implements Machine {
    private final Cpu cpu = stillCpu;
    private final Context context = Mockito.mock(Context.class);

    @Override
    public int cpuCount() {
      return 1;
    }

    @Override
    public Cpu cpu(int id) {
      return cpu;
    }

    @Override
    public Cpu current() {
      return cpu;
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public HardwareModel hardware() {
      return UniformHardware.free(1);
    }

    @Override
    public RandomSource random() {
      return Mockito.mock(RandomSource.class);
    }

    @Override
    public Tracer tracer() {
      return new Tracer() {
        @Override
        public boolean enabled() {
          return false;
        }

        @Override
        public void emit(long time, EventKind kind, int cpuId, int thread, long arg) {}

        @Override
        public int intern(String name) {
          return 0;
        }
      };
    }

    @Override
    public SharedObject newShared(String name) {
      return new SharedObject() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public int lastWriter() {
          return 0;
        }
      };
    }

    @Override
    public Context newContext(String name, int addressSpace, Runnable body) {
      return context;
    }

    @Override
    public void start(Cpu target, Context idle) {}

    @Override
    public Interrupt newInterrupt(String name, int level, Interrupt.Handler handler) {
      return Mockito.mock(Interrupt.class);
    }

    @Override
    public Timer newTimer(String name, int level, Interrupt.Handler handler) {
      return Mockito.mock(Timer.class);
    }

    @Override
    public Timer newHousekeepingTimer(String name, int level, Interrupt.Handler handler) {
      return Mockito.mock(Timer.class);
    }

    @Override
    public Violation violation(String name, String detail) {
      throw new Violation(name, detail);
    }
  }

  private final class StillCpu implements Cpu {
    private int level;

    @Override
    public int id() {
      return 0;
    }

    @Override
    public long now() {
      return now;
    }

    @Override
    public void charge(long nanos) {}

    @Override
    public void chargeCycles(long cycles) {}

    @Override
    public void interact(SharedObject object, Access access) {
      if (interactions >= 0 && interactions-- == 0) {
        throw new Endless();
      }
    }

    @Override
    public void await(SharedObject object, Access access, BooleanSupplier ready) {
      if (!ready.getAsBoolean()) {
        throw new AssertionError("would spin for " + object.name());
      }
    }

    @Override
    public void changed(SharedObject object) {}

    @Override
    public void checkpoint() {}

    @Override
    public int level() {
      return level;
    }

    @Override
    public int raise(int newLevel) {
      int before = level;
      level = neverRaises ? level : Math.max(level, newLevel);
      return before;
    }

    @Override
    public void restore(int newLevel) {
      level = newLevel;
    }

    @Override
    public boolean inInterrupt() {
      return interrupt;
    }

    @Override
    public void send(Interrupt ipi, Cpu target) {
      ipis++;
    }

    @Override
    public void kick(Interrupt ipi, Cpu target) {
      ipis++;
    }

    @Override
    public Context context() {
      return ci.curlwp.context;
    }

    @Override
    public void switchTo(Context next) {
      onSwitch.run();
    }

    @Override
    public void exitTo(Context next) {
      switchTo(next);
    }

    @Override
    public void switchAfterReturn(Context next) {
      throw new Switched();
    }

    @Override
    public void idle() {}

    @Override
    public boolean idling() {
      return false;
    }

    @Override
    public boolean online() {
      return true;
    }
  }
}
