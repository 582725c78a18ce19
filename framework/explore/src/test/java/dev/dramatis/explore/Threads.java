package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * A little kernel for programs to explore: threads with a CPU each, atomic cells, mutexes and
 * condition variables.
 */
final class Threads {
  private final VirtualMachine machine;
  private int started;

  private Threads(VirtualMachine machine) {
    this.machine = machine;
  }

  /** Threads on the CPUs of a machine. */
  static Threads on(VirtualMachine machine) {
    return new Threads(machine);
  }

  /** Explores a program of so many threads; all exact strategies have to agree. */
  static Exploration explore(int threads, Consumer<Threads> program) {
    MachineSubject subject =
        new MachineSubject(
            "program", UniformHardware.free(threads), m -> program.accept(new Threads(m)));
    Exploration found = new Exhaustive().explore(subject, Budget.UNLIMITED);
    for (Strategy strategy : List.of(PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration other = strategy.explore(subject, Budget.UNLIMITED);
      assertThat(other.traces()).as(other.strategy()).isEqualTo(found.traces());
      assertThat(other.deadlocks()).as(other.strategy()).isEqualTo(found.deadlocks());
    }
    return found;
  }

  /** Starts a thread on a CPU of its own. */
  void thread(String name, Consumer<Cpu> body) {
    Cpu cpu = machine.cpu(started++);
    machine.start(cpu, machine.newContext(name, -1, () -> body.accept(cpu)));
  }

  /** Ends the run unless a condition holds. */
  void check(boolean condition, String name, String detail) {
    if (!condition) {
      throw machine.violation(name, detail);
    }
  }

  Cell cell(String name) {
    return new Cell(name);
  }

  Cell[] cells(String name, int count) {
    Cell[] cells = new Cell[count];
    for (int i = 0; i < count; i++) {
      cells[i] = new Cell(name + i);
    }
    return cells;
  }

  Mutex mutex(String name) {
    return new Mutex(name);
  }

  Condition condition(String name) {
    return new Condition(name);
  }

  /** An atomic variable. */
  final class Cell {
    private final SharedObject line;
    private int value;

    private Cell(String name) {
      line = machine.newShared(name);
    }

    int load(Cpu cpu) {
      cpu.interact(line, Access.LOAD);
      return value;
    }

    void store(Cpu cpu, int newValue) {
      cpu.interact(line, Access.STORE);
      value = newValue;
      cpu.changed(line);
    }

    int increment(Cpu cpu) {
      cpu.interact(line, Access.RMW);
      cpu.changed(line);
      return ++value;
    }

    boolean compareAndSet(Cpu cpu, int expected, int newValue) {
      if (!cpu.attempt(line, Access.CAS, () -> value == expected)) {
        return false;
      }
      value = newValue;
      cpu.changed(line);
      return true;
    }

    void await(Cpu cpu, IntPredicate condition) {
      cpu.await(line, Access.AWAIT, () -> condition.test(value));
    }
  }

  /** A lock whose waiters spin. */
  final class Mutex {
    private final SharedObject line;
    private boolean held;

    private Mutex(String name) {
      line = machine.newShared(name);
    }

    void lock(Cpu cpu) {
      cpu.await(line, Access.LOCK, () -> !held);
      held = true;
    }

    void unlock(Cpu cpu) {
      cpu.interact(line, Access.UNLOCK);
      release(cpu);
    }

    private void release(Cpu cpu) {
      held = false;
      cpu.changed(line);
    }
  }

  /** One that sleeps in a {@link Condition}. */
  private final class Sleeper {
    final SharedObject line = machine.newShared("sleeper");
    boolean awake;

    void wake(Cpu cpu) {
      awake = true;
      cpu.changed(line);
    }
  }

  /**
   * A condition variable. Joining it and releasing the mutex is one step. Wakes sleepers in order
   * of arrival.
   */
  final class Condition {
    private final SharedObject line;
    private final Deque<Sleeper> sleepers = new ArrayDeque<>();

    private Condition(String name) {
      line = machine.newShared(name);
    }

    void sleep(Cpu cpu, Mutex mutex) {
      Sleeper me = new Sleeper();
      cpu.interact(line, Access.SLEEP);
      sleepers.add(me);
      mutex.release(cpu);
      cpu.await(me.line, Access.AWAIT, () -> me.awake);
      mutex.lock(cpu);
    }

    void signal(Cpu cpu) {
      cpu.interact(line, Access.WAKEUP);
      Sleeper first = sleepers.poll();
      if (first != null) {
        first.wake(cpu);
      }
    }

    void broadcast(Cpu cpu) {
      cpu.interact(line, Access.WAKEUP);
      sleepers.forEach(s -> s.wake(cpu));
      sleepers.clear();
    }
  }
}
