package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.workload.User;
import java.util.List;

/** A thread at work: executes the steps of its program. */
final class Actor {
  final ScenarioRun run;
  final User user;
  private final ThreadRecord record;

  /** Result of the last native call beyond 0 or an error. */
  long value;

  Actor(ScenarioRun run, User user, ThreadRecord record) {
    this.run = run;
    this.user = user;
    this.record = record;
  }

  void execute(List<Step> steps) {
    for (Step step : steps) {
      execute(step);
    }
  }

  private void execute(Step step) {
    record.current = step;
    record.steps++;
    value = 0;
    int result = step.action().perform(this);
    if (!step.expected().allows(run.personality(), result)) {
      throw new Violation(
          "result:" + step.line(),
          record.program
              + ": "
              + step.text()
              + " gave "
              + Errno.name(result)
              + "; allowed: "
              + step.expected().describe(run.personality()));
    }
    String into = step.into();
    if (into != null) {
      set(into, result == 0 ? value : -result);
    }
  }

  ThreadRecord record() {
    return record;
  }

  /** The latest thread of that program, or the caller for {@code self}. */
  ThreadRecord thread(String name) {
    return name.equals("self") ? record : run.latest(name);
  }

  UserMutex mutex(String name) {
    return run.mutex(name);
  }

  UserCondition condition(String name) {
    return run.condition(name);
  }

  // ---- memory of the program

  long get(String name) {
    Variable variable = run.variable(name);
    touch(variable, Access.LOAD);
    return variable.value;
  }

  void set(String name, long newValue) {
    Variable variable = run.variable(name);
    touch(variable, Access.STORE);
    variable.value = newValue;
  }

  /** Somebody goes in or out of a section that admits one at a time. */
  void inSection(String name, long change, int line) {
    Variable section = run.section(name);
    touch(section, Access.RMW);
    section.value += change;
    if (section.value > 1) {
      throw new Violation(
          "exclusion:" + name,
          "line " + line + ": " + record.program + " is in " + name + ", and so is another thread");
    }
  }

  private void touch(Variable variable, Access access) {
    UserThread self = user.self();
    self.context().cpu().interact(variable.word, access);
    if (variable.plain && access != Access.RMW) {
      ThreadRecord other = variable.races(record, access, run);
      if (other != null) {
        throw new Violation(
            "race:" + variable.word.name().substring("variable ".length()),
            record.program
                + " and "
                + other.program
                + " use it, and nothing orders the one before the other");
      }
    }
  }

  // ---- what orders the accesses of threads

  int lock(String name) {
    int result = user.lock(mutex(name));
    return acquired(name, result);
  }

  int tryLock(String name) {
    return acquired(name, user.tryLock(mutex(name)));
  }

  private int acquired(String name, int result) {
    if (result == Errno.OK) {
      record.learn(run.clock(mutex(name)));
    }
    return result;
  }

  int unlock(String name) {
    record.teach(run.clock(mutex(name)));
    return user.unlock(mutex(name));
  }

  int await(String condition, String mutex, long deadline) {
    record.teach(run.clock(mutex(mutex)));
    int result = user.await(condition(condition), mutex(mutex), deadline);
    record.learn(run.clock(mutex(mutex)));
    return result;
  }
}
