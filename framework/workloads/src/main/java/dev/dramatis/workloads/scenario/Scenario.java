package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scenario as read from a file. Immutable; every {@link #begin} is an execution of its own. */
public final class Scenario implements Workload {
  private final Parts parts;

  /**
   * What the reader collects.
   *
   * @param name short name
   * @param title one line
   * @param text the file
   * @param cpus CPUs of the machine it is meant for
   * @param steps of an execution that ends, at most; 0 if nobody has counted
   * @param personalities ids of those it is for; empty for all
   * @param covers subjects that it is about
   * @param mutexes names
   * @param conditions names
   * @param variables with their first values
   * @param atomics those of the variables that need no order
   * @param sections that admit one thread at a time
   * @param programs what threads do, by name
   * @param processes those at the start, with the programs of their threads
   * @param mayBeLeft programs of threads that need not end
   * @param requirements for the end
   * @param options switches that a personality is booted with
   * @param known failures to be expected of a personality, each with the finding that explains it
   * @param checkedAlways whether the kernel's invariants are looked at before every step
   */
  record Parts(
      String name,
      String title,
      String text,
      int cpus,
      int steps,
      Set<String> personalities,
      List<String> covers,
      List<String> mutexes,
      List<String> conditions,
      Map<String, Long> variables,
      Set<String> atomics,
      List<String> sections,
      Map<String, ThreadProgram> programs,
      Map<String, List<String>> processes,
      Set<String> mayBeLeft,
      List<Requirement> requirements,
      Map<String, Map<String, String>> options,
      Map<String, Map<String, String>> known,
      boolean checkedAlways) {}

  /**
   * What a thread does.
   *
   * @param spec how it starts
   * @param steps from first to last
   */
  record ThreadProgram(ThreadSpec spec, List<Step> steps) {}

  Scenario(Parts parts) {
    this.parts = parts;
  }

  @Override
  public String name() {
    return parts.name();
  }

  /** One line for lists. */
  public String title() {
    return parts.title();
  }

  /** The text of the file. */
  public String text() {
    return parts.text();
  }

  /** Number of CPUs of the machine it is meant for. */
  public int cpus() {
    return parts.cpus();
  }

  /** Steps after which an execution goes in circles, if it ever does; 0 if nobody has counted. */
  public int steps() {
    return parts.steps();
  }

  @Override
  public int minimumCpus() {
    return 1;
  }

  /** Whether it is meant for a personality. */
  public boolean suits(String personality) {
    return parts.personalities().isEmpty() || parts.personalities().contains(personality);
  }

  /** Ids of the personalities that it is meant for; empty for all. */
  public Set<String> personalities() {
    return parts.personalities();
  }

  /** Subjects that it is about, such as {@code exit} and {@code join}. */
  public List<String> covers() {
    return parts.covers();
  }

  /** Switches that a personality is booted with, without prefix. */
  public Map<String, String> options(String personality) {
    return Collections.unmodifiableMap(parts.options().getOrDefault(personality, Map.of()));
  }

  /**
   * Failures that are expected of a personality because its original fails so: the name of the
   * finding that explains it, by class of failure.
   */
  public Map<String, String> known(String personality) {
    return Collections.unmodifiableMap(parts.known().getOrDefault(personality, Map.of()));
  }

  /**
   * Whether the invariants of the kernel are looked at before every step, and not only in the end:
   * a count may be wrong for a while.
   */
  public boolean checkedAlways() {
    return parts.checkedAlways();
  }

  /** Without a personality, steps may have any result that some personality may give. */
  @Override
  public void start(Launcher launcher) {
    begin(launcher, null);
  }

  /**
   * Starts an execution.
   *
   * @param personality whose results are expected, or null for those of any
   */
  public ScenarioRun begin(Launcher launcher, @Nullable String personality) {
    return new ScenarioRun(this, personality, launcher);
  }

  List<String> mutexes() {
    return parts.mutexes();
  }

  List<String> conditions() {
    return parts.conditions();
  }

  Map<String, Long> variables() {
    return parts.variables();
  }

  Set<String> atomics() {
    return parts.atomics();
  }

  List<String> sections() {
    return parts.sections();
  }

  Map<String, List<String>> processes() {
    return parts.processes();
  }

  ThreadProgram program(String name) {
    return Objects.requireNonNull(parts.programs().get(name));
  }

  Set<String> mayBeLeft() {
    return parts.mayBeLeft();
  }

  List<Requirement> requirements() {
    return parts.requirements();
  }
}
