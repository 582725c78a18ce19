package dev.dramatis.personality.freebsd;

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
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.sched.ThreadQueue;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.Tracer;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine with one CPU on which nothing happens by itself: one kernel function at a time can be
 * looked at.
 */
class StillMachine implements Machine, KernelHost, Tracer {
  /** The function gave up the CPU. */
  static final class SwitchedAway extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Thing(String name) implements SharedObject {
    @Override
    public int lastWriter() {
      return -1;
    }
  }

  /** It does not pass by itself. */
  long time;

  private final OneCpu cpu = new OneCpu();
  private final Map<String, String> options;
  private final HardwareModel hardware = UniformHardware.typical(1);

  StillMachine() {
    this(Map.of());
  }

  StillMachine(Map<String, String> options) {
    this.options = options;
  }

  /** The running code gives up the CPU to a context. */
  void switchedTo(Context next) {
    throw new SwitchedAway();
  }

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
    return time;
  }

  @Override
  public HardwareModel hardware() {
    return hardware;
  }

  @Override
  public RandomSource random() {
    return new RandomSource() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public int nextInt(int bound) {
        return 0;
      }

      @Override
      public double nextDouble() {
        return 0;
      }

      @Override
      public RandomSource split(String purpose) {
        return this;
      }
    };
  }

  @Override
  public Tracer tracer() {
    return this;
  }

  @Override
  public SharedObject newShared(String name) {
    return new Thing(name);
  }

  @Override
  public Context newContext(String name, int addressSpace, Runnable body) {
    return new Context() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Cpu cpu() {
        return cpu;
      }

      @Override
      public int addressSpace() {
        return addressSpace;
      }

      @Override
      public boolean finished() {
        return false;
      }
    };
  }

  @Override
  public void start(Cpu where, Context idle) {}

  @Override
  public Interrupt newInterrupt(String name, int level, Interrupt.Handler handler) {
    return new StillTimer(name, level);
  }

  @Override
  public Timer newTimer(String name, int level, Interrupt.Handler handler) {
    return new StillTimer(name, level);
  }

  @Override
  public Timer newHousekeepingTimer(String name, int level, Interrupt.Handler handler) {
    return new StillTimer(name, level);
  }

  @Override
  public Violation violation(String name, String detail) {
    throw new Violation(name, detail);
  }

  // ---- KernelHost

  @Override
  public Machine machine() {
    return this;
  }

  @Override
  public Scheduler newScheduler(SchedulerHost host) {
    return new Fifo();
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
    return true;
  }

  // ---- Tracer

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

  private record StillTimer(String name, int level) implements Timer {
    @Override
    public void set(Cpu where, long deadline) {}

    @Override
    public void setPeriodic(Cpu where, long first, long period) {}

    @Override
    public boolean cancel() {
      return false;
    }

    @Override
    public boolean armed() {
      return false;
    }

    @Override
    public long deadline() {
      return 0;
    }
  }

  /** First in, first out. */
  static class Fifo implements Scheduler {
    private final ThreadQueue line = new ThreadQueue();

    @Override
    public void enqueue(SchedThread t, int where, EnqueueReason why) {
      line.addLast(t);
    }

    @Override
    public void dequeue(SchedThread t) {
      line.remove(t);
    }

    @Override
    public @Nullable SchedThread pickNext(int where, @Nullable SchedThread previous) {
      return line.pollFirst();
    }

    @Override
    public void tick(int where, SchedThread running) {}

    @Override
    public boolean shouldPreempt(int where, SchedThread current, SchedThread woken) {
      return false;
    }

    @Override
    public int queued(int where) {
      return line.size();
    }
  }

  private final class OneCpu implements Cpu {
    private int level;

    @Override
    public int id() {
      return 0;
    }

    @Override
    public long now() {
      return time;
    }

    @Override
    public void charge(long nanos) {}

    @Override
    public void chargeCycles(long cycles) {}

    @Override
    public void interact(SharedObject object, Access access) {}

    @Override
    public void await(SharedObject object, Access access, BooleanSupplier ready) {
      if (!ready.getAsBoolean()) {
        throw new IllegalStateException("nobody will change " + object.name());
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
      level = Math.max(level, newLevel);
      return before;
    }

    @Override
    public void restore(int newLevel) {
      level = newLevel;
    }

    @Override
    public boolean inInterrupt() {
      return false;
    }

    @Override
    public void send(Interrupt ipi, Cpu target) {}

    @Override
    public void kick(Interrupt ipi, Cpu target) {}

    @Override
    public Context context() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void switchTo(Context next) {
      switchedTo(next);
    }

    @Override
    public void exitTo(Context next) {
      switchTo(next);
    }

    @Override
    public void switchAfterReturn(Context next) {}

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
