package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One execution of a scenario: its threads and objects, and what became of them. */
public final class ScenarioRun {
  private final Scenario scenario;
  private final @Nullable String personality;
  private final Map<String, ThreadRecord> latest = new LinkedHashMap<>();
  private final List<ThreadRecord> threads = new ArrayList<>();
  private final Map<String, UserMutex> mutexes = new LinkedHashMap<>();
  private final Map<String, UserCondition> conditions = new LinkedHashMap<>();
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, Variable> sections = new LinkedHashMap<>();
  private final Map<Integer, Integer> collected = new LinkedHashMap<>();
  private final Map<Object, Clock> clocks = new IdentityHashMap<>();
  private final Map<Integer, Actor> actors = new LinkedHashMap<>();

  ScenarioRun(Scenario scenario, @Nullable String personality, Launcher launcher) {
    this.scenario = scenario;
    this.personality = personality;
    scenario.mutexes().forEach(m -> mutexes.put(m, launcher.newMutex(m)));
    scenario.conditions().forEach(c -> conditions.put(c, launcher.newCondition(c)));
    // a condition variable that nobody waits for is a word of memory
    scenario
        .variables()
        .forEach((name, value) -> variables.put(name, variable(launcher, name, value)));
    scenario
        .sections()
        .forEach(s ->
            sections.put(s, new Variable(launcher.newCondition("section " + s).word(), false, 0)));
    for (var process : scenario.processes().entrySet()) {
      int number = launcher.newProcess(process.getKey());
      for (String name : process.getValue()) {
        ThreadRecord record = newRecord(name);
        record.thread = launcher.launch(number, scenario.program(name).spec(), program(record));
        record.process = number;
      }
    }
  }

  private Variable variable(Launcher launcher, String name, long value) {
    boolean plain = !scenario.atomics().contains(name);
    return new Variable(launcher.newCondition("variable " + name).word(), plain, value);
  }

  /** Id of the personality, or null if it is not known. */
  @Nullable String personality() {
    return personality;
  }

  Scenario scenario() {
    return scenario;
  }

  ThreadRecord newRecord(String program) {
    int number = 1;
    for (ThreadRecord record : threads) {
      number += record.program.equals(program) ? 1 : 0;
    }
    ThreadRecord record = new ThreadRecord(program, number, threads.size());
    threads.add(record);
    latest.put(program, record);
    return record;
  }

  List<ThreadRecord> threads() {
    return threads;
  }

  /** What whoever releases a mutex, or signals a condition, hands on to those who come next. */
  Clock clock(Object mutexOrCondition) {
    return clocks.computeIfAbsent(mutexOrCondition, o -> new Clock());
  }

  /** The kernel did not make the thread. */
  void forget(ThreadRecord record) {
    record.stillborn = true;
    latest.remove(record.program);
    for (ThreadRecord earlier : threads) {
      if (earlier.program.equals(record.program) && !earlier.stillborn) {
        latest.put(earlier.program, earlier);
      }
    }
  }

  /** What a thread executes. */
  Program program(ThreadRecord record) {
    List<Step> steps = scenario.program(record.program).steps();
    return user -> {
      record.started = true;
      record.thread = user.self();
      record.process = user.self().process();
      record.nativeId = user.nativeId(user.self());
      actors.put(user.self().id(), new Actor(this, user, record));
      actor(user).execute(steps);
      record.finished = true;
      record.current = null;
    };
  }

  /** The caller at work; a handler may run before the first step of its thread. */
  Actor actor(User user) {
    Actor actor = actors.get(user.self().id());
    return actor == null ? new Actor(this, user, new ThreadRecord("a new thread", 0, 0)) : actor;
  }

  ThreadRecord latest(String program) {
    ThreadRecord record = latest.get(program);
    // a thread that does not exist yet has no number and no kernel knows it
    return record == null ? new ThreadRecord(program, 0, 0) : record;
  }

  UserMutex mutex(String name) {
    return Objects.requireNonNull(mutexes.get(name));
  }

  UserCondition condition(String name) {
    return Objects.requireNonNull(conditions.get(name));
  }

  Variable variable(String name) {
    return Objects.requireNonNull(variables.get(name));
  }

  Variable section(String name) {
    return Objects.requireNonNull(sections.get(name));
  }

  /** A process has been collected by somebody who waited for it; returns how often by now. */
  int collected(int process) {
    return collected.merge(process, 1, Integer::sum);
  }

  int timesCollected(String program) {
    int sum = 0;
    for (ThreadRecord record : threads) {
      if (record.program.equals(program)) {
        sum += collected.getOrDefault(record.process, 0);
      }
    }
    return sum;
  }

  int timesJoined(String program) {
    return threads.stream().filter(t -> t.program.equals(program)).mapToInt(t -> t.joins).sum();
  }

  int timesFinished(String program) {
    return (int) threads.stream().filter(t -> t.program.equals(program) && t.finished).count();
  }

  int timesStarted(String program) {
    return (int) threads.stream().filter(t -> t.program.equals(program) && t.started).count();
  }

  // ---- when it is over

  /** Threads that have not ended. */
  public List<UserThread> left() {
    List<UserThread> left = new ArrayList<>();
    for (ThreadRecord record : threads) {
      if (record.left()) {
        left.add(Objects.requireNonNull(record.thread));
      }
    }
    return left;
  }

  /** Whether the scenario allows that these, and no others, are left in the end. */
  public boolean mayBeLeft() {
    for (ThreadRecord record : threads) {
      if (record.left() && !scenario.mayBeLeft().contains(record.program)) {
        return false;
      }
    }
    return true;
  }

  /** The first requirement that is not met, or null. */
  public @Nullable Broken broken() {
    for (Requirement requirement : scenario.requirements()) {
      String instead = requirement.test().instead(this);
      if (instead != null) {
        return new Broken(requirement.line(), requirement.text() + "; it is " + instead);
      }
    }
    return null;
  }

  /**
   * A requirement that is not met.
   *
   * @param line line of the file
   * @param detail what was required, and what is
   */
  public record Broken(int line, String detail) {}

  /** The step that a thread is in, for reports; empty if it has none. */
  public String position(int thread) {
    for (ThreadRecord record : threads) {
      UserThread t = record.thread;
      Step step = record.current;
      if (t != null && t.id() == thread && step != null) {
        return step.text() + " (line " + step.line() + ")";
      }
    }
    return "";
  }

  /** The step that a thread of that name is in, for reports; empty if it has none. */
  public String position(String thread) {
    for (ThreadRecord record : threads) {
      UserThread t = record.thread;
      Step step = record.current;
      if (t != null && step != null && t.name().equals(thread) && record.left()) {
        return step.text() + " (line " + step.line() + ")";
      }
    }
    return "";
  }

  /** Values of the variables, by name. */
  public Map<String, Long> values() {
    Map<String, Long> values = new LinkedHashMap<>();
    variables.forEach((name, variable) -> values.put(name, variable.value));
    return values;
  }

  /** Writes what of the program's state decides what follows, for state digests. */
  public void digest(LongConsumer words) {
    for (ThreadRecord record : threads) {
      words.accept(
          (long) record.steps << 8
              | record.joins << 3
              | (record.started ? 1 : 0)
              | (record.finished ? 2 : 0));
    }
    variables.values().forEach(v -> words.accept(v.value));
    sections.values().forEach(v -> words.accept(v.value));
  }
}
