package dev.dramatis.simulation;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks a scheduler plugin, and the kernel that hosts it, against the contract of {@link
 * Scheduler}.
 */
final class SchedulerGuard implements Scheduler {
  private static final byte UNKNOWN = 0;
  private static final byte KNOWN = 1;
  private static final byte READY = 2;

  private final String id;
  private final Scheduler plugin;
  private byte[] states = new byte[64];

  SchedulerGuard(String id, Scheduler plugin) {
    this.id = id;
    this.plugin = plugin;
  }

  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    demand(t, UNKNOWN, "addThread");
    call("addThread", () -> plugin.addThread(t, parent));
    set(t, KNOWN);
  }

  @Override
  public void removeThread(SchedThread t) {
    demand(t, KNOWN, "removeThread");
    call("removeThread", () -> plugin.removeThread(t));
    set(t, UNKNOWN);
    t.setSchedData(null);
  }

  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    demand(t, KNOWN, "enqueue");
    try {
      plugin.enqueue(t, cpu, why);
    } catch (RuntimeException problem) {
      throw failed("enqueue", problem);
    }
    set(t, READY);
  }

  @Override
  public void dequeue(SchedThread t) {
    demand(t, READY, "dequeue");
    try {
      plugin.dequeue(t);
    } catch (RuntimeException problem) {
      throw failed("dequeue", problem);
    }
    set(t, KNOWN);
    if (t.queued()) {
      throw broken("left " + t.name() + " on a queue in dequeue");
    }
  }

  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    SchedThread t;
    try {
      t = plugin.pickNext(cpu, previous);
    } catch (RuntimeException problem) {
      throw failed("pickNext", problem);
    }
    if (t == null) {
      return null;
    }
    if (state(t) != READY) {
      throw broken("picked " + t.name() + " for CPU " + cpu + ", which is not ready");
    }
    if (t.queued()) {
      throw broken("picked " + t.name() + " and left it on a queue");
    }
    if (!t.allowedOn(cpu)) {
      throw broken("picked " + t.name() + " for CPU " + cpu + ", where it may not run");
    }
    set(t, KNOWN);
    return t;
  }

  @Override
  public int selectCpu(SchedThread t, EnqueueReason why) {
    int cpu;
    try {
      cpu = plugin.selectCpu(t, why);
    } catch (RuntimeException problem) {
      throw failed("selectCpu", problem);
    }
    if (cpu < 0 || !t.allowedOn(cpu)) {
      throw broken("selected CPU " + cpu + " for " + t.name() + ", where it may not run");
    }
    return cpu;
  }

  @Override
  public void tick(int cpu, SchedThread running) {
    call("tick", () -> plugin.tick(cpu, running));
  }

  @Override
  public void collected(SchedThread dead, SchedThread by) {
    call("collected", () -> plugin.collected(dead, by));
  }

  @Override
  public void processCollected(SchedThread child, SchedThread parent) {
    call("processCollected", () -> plugin.processCollected(child, parent));
  }

  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return ask("shouldPreempt", () -> plugin.shouldPreempt(cpu, current, woken));
  }

  @Override
  public void running(SchedThread t, int cpu) {
    call("running", () -> plugin.running(t, cpu));
  }

  @Override
  public void stopping(SchedThread t, int cpu, boolean stillReady) {
    call("stopping", () -> plugin.stopping(t, cpu, stillReady));
  }

  @Override
  public int sleepPriority(SchedThread t, int wanted) {
    int priority;
    try {
      priority = plugin.sleepPriority(t, wanted);
    } catch (RuntimeException problem) {
      throw failed("sleepPriority", problem);
    }
    if (priority < -1 || priority > 255) {
      throw broken("gave " + t.name() + " the priority " + priority + " for a sleep");
    }
    return priority;
  }

  @Override
  public void blocked(SchedThread t) {
    call("blocked", () -> plugin.blocked(t));
  }

  @Override
  public void changed(SchedThread t) {
    call("changed", () -> plugin.changed(t));
  }

  @Override
  public void cpuChanged(int cpu, boolean online) {
    call("cpuChanged", () -> plugin.cpuChanged(cpu, online));
  }

  @Override
  public void second() {
    call("second", plugin::second);
  }

  @Override
  public int queued(int cpu) {
    return ask("queued", () -> plugin.queued(cpu));
  }

  @Override
  public String describe() {
    return ask("describe", plugin::describe);
  }

  private void call(String method, Runnable body) {
    try {
      body.run();
    } catch (RuntimeException problem) {
      throw failed(method, problem);
    }
  }

  private <T> T ask(String method, Supplier<T> body) {
    try {
      return body.get();
    } catch (RuntimeException problem) {
      throw failed(method, problem);
    }
  }

  private byte state(SchedThread t) {
    int i = t.id();
    return i >= 0 && i < states.length ? states[i] : UNKNOWN;
  }

  private void set(SchedThread t, byte state) {
    int i = t.id();
    if (i < 0) {
      throw broken("was given the kernel thread " + t.name() + "; only user threads are scheduled");
    }
    if (i >= states.length) {
      states = Arrays.copyOf(states, Math.max(i + 1, 2 * states.length));
    }
    states[i] = state;
  }

  private void demand(SchedThread t, byte wanted, String method) {
    byte is = state(t);
    if (is != wanted) {
      throw new PluginFailure(
          "the kernel called "
              + method
              + " of scheduler "
              + id
              + " for "
              + t.name()
              + ", which is "
              + word(is)
              + ", not "
              + word(wanted));
    }
  }

  private static String word(byte state) {
    return switch (state) {
      case UNKNOWN -> "unknown to it";
      case KNOWN -> "known and not ready";
      default -> "ready";
    };
  }

  private PluginFailure broken(String what) {
    return new PluginFailure("scheduler " + id + " " + what);
  }

  private PluginFailure failed(String method, RuntimeException problem) {
    if (problem instanceof PluginFailure known) {
      return known;
    }
    return new PluginFailure("scheduler " + id + " failed in " + method + ": " + problem, problem);
  }
}
