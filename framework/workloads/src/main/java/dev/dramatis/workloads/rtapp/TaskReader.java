package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Task.Phase;
import dev.dramatis.workloads.rtapp.Task.Scheduling;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section {@code tasks}. */
final class TaskReader {
  private static final List<String> TASK_KEYS =
      List.of("instance", "delay", "loop", "phases", "period", "deadline");
  private static final List<String> COMMON_KEYS =
      List.of(
          "loop",
          "policy",
          "priority",
          "cpus",
          "nodes_membind",
          "util_min",
          "util_max",
          "taskgroup",
          "dl-runtime",
          "dl-period",
          "dl-deadline");

  /** Keys of the grammar before phases and events; some of them look like events. */
  static final Set<String> LEGACY =
      Set.of("exec", "lock_order", "lock_pages", "resources", "access");

  private static final int MAX_INSTANCES = 100_000;
  private static final int MAX_TASK_GROUPS = 32;
  private static final int MAX_UTILISATION = 1024;
  private static final long DEFAULT_WORKING_SET = 16 * 1024;

  private final Source source;
  private final Values values;
  private final Globals globals;
  private final EventReader events;
  private final Set<String> taskGroups = new HashSet<>();

  TaskReader(Source source, Values values, Globals globals, EventReader events) {
    this.source = source;
    this.values = values;
    this.globals = globals;
    this.events = events;
  }

  /** Names of the tasks in order; at least one, no two equal. */
  static List<String> names(Source source, Values values, Member section) throws WorkloadException {
    List<String> names = new ArrayList<>();
    for (Member task : values.object(section).members()) {
      if (names.contains(task.key())) {
        throw source.error(
            task.place(), "there are two tasks '" + task.key() + "'; give one another name");
      }
      names.add(task.key());
    }
    if (names.isEmpty()) {
      throw source.error(section.value().place(), "there is no task; describe at least one");
    }
    return names;
  }

  List<Task> read(Member section) throws WorkloadException {
    List<Task> tasks = new ArrayList<>();
    for (Member task : values.object(section).members()) {
      tasks.add(task(task));
    }
    events.checkForks();
    return List.copyOf(tasks);
  }

  private Task task(Member task) throws WorkloadException {
    List<Member> members = values.object(task).members();
    Map<String, Member> settings = settings(members, TASK_KEYS, "task '" + task.key() + "'");
    Member instance = settings.get("instance");
    int instances = instance == null ? 1 : values.integer(instance, 0, MAX_INSTANCES);
    Member delay = settings.get("delay");
    Member loop = settings.get("loop");
    Member phases = settings.get("phases");
    Scheduling scheduling =
        Policies.scheduling(
            source, values, settings.get("policy"), settings.get("priority"), globals.policy());
    checkWithoutEffect(settings, scheduling.schedClass());
    BitSet cpus = cpus(settings);
    List<Phase> parts =
        phases == null
            ? List.of(
                new Phase(task.key(), 1, null, cpus, steps(members, task.key(), instances, task)))
            : phases(phases, members, task.key(), instances, scheduling.schedClass(), cpus);
    return new Task(
        task.key(),
        instances,
        delay == null ? 0 : values.micros(delay),
        loop == null ? -1 : values.integer(loop, -1, Integer.MAX_VALUE),
        scheduling,
        Math.max(DEFAULT_WORKING_SET, events.takeTouchedBytes()),
        parts);
  }

  private List<Phase> phases(
      Member section,
      List<Member> besides,
      String task,
      int instances,
      SchedClass inherited,
      @Nullable BitSet taskCpus)
      throws WorkloadException {
    for (Member member : besides) {
      if (isEvent(member)) {
        throw source.error(
            member.place(),
            "task '"
                + task
                + "' has phases, so '"
                + member.key()
                + "' beside them is never done; move it into one");
      }
    }
    List<Phase> phases = new ArrayList<>();
    SchedClass current = inherited;
    for (Member phase : values.object(section).members()) {
      List<Member> members = values.object(phase).members();
      String where = "phase '" + phase.key() + "' of task '" + task + "'";
      Map<String, Member> settings = settings(members, List.of(), where);
      Member loop = settings.get("loop");
      Member policy = settings.get("policy");
      Member priority = settings.get("priority");
      Scheduling scheduling = null;
      if (policy != null || priority != null) {
        scheduling = Policies.scheduling(source, values, policy, priority, current);
        current = scheduling.schedClass();
      }
      checkWithoutEffect(settings, current);
      BitSet cpus = cpus(settings);
      phases.add(
          new Phase(
              phase.key(),
              loop == null ? 1 : values.integer(loop, -1, Integer.MAX_VALUE),
              scheduling,
              cpus == null ? taskCpus : cpus,
              steps(members, task, instances, phase)));
    }
    if (phases.isEmpty()) {
      throw source.error(
          section.value().place(), "task '" + task + "' has no phase; describe at least one");
    }
    return List.copyOf(phases);
  }

  /** The members that are not events, by key. */
  private Map<String, Member> settings(List<Member> members, List<String> more, String where)
      throws WorkloadException {
    Map<String, Member> settings = new HashMap<>();
    for (Member member : members) {
      String key = member.key();
      if (LEGACY.contains(key)) {
        throw source.error(
            member.place(),
            "'"
                + key
                + "' in "
                + where
                + " belongs to the legacy grammar of rt-app, without events; describe what the task"
                + " does with events such as run, sleep, timer, lock and unlock");
      }
      if (isEvent(member)) {
        continue;
      }
      if (!more.contains(key) && !COMMON_KEYS.contains(key)) {
        Set<String> known = new LinkedHashSet<>(more);
        known.addAll(COMMON_KEYS);
        known.addAll(EventReader.PREFIXES);
        throw values.unknown(member, where, List.copyOf(known));
      }
      if (settings.put(key, member) != null) {
        throw source.error(
            member.place(), "'" + key + "' is given twice in " + where + "; keep one");
      }
    }
    return settings;
  }

  private List<Step> steps(List<Member> members, String task, int instances, Member owner)
      throws WorkloadException {
    List<Step> steps = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Member member : members) {
      String kind = EventReader.kindOf(member.key());
      if (kind != null) {
        if (!seen.add(member.key())) {
          source.note(
              "events of equal keys are all done, in order; rt-app itself needs different keys,"
                  + " such as run1 and run2");
        }
        steps.add(events.read(kind, member, task, instances));
      }
    }
    if (steps.isEmpty()) {
      throw source.error(
          owner.place(),
          "'" + owner.key() + "' does nothing; give it at least one event, such as \"run\" : 1000");
    }
    return List.copyOf(steps);
  }

  private @Nullable BitSet cpus(Map<String, Member> settings) throws WorkloadException {
    Member cpus = settings.get("cpus");
    return cpus == null ? null : values.cpus(cpus);
  }

  /** Settings that are checked and have no counterpart here. */
  private void checkWithoutEffect(Map<String, Member> settings, SchedClass schedClass)
      throws WorkloadException {
    for (String key : List.of("dl-runtime", "dl-period", "dl-deadline", "period", "deadline")) {
      Member member = settings.get(key);
      if (member != null) {
        values.integer(member, 0, Integer.MAX_VALUE);
        source.noteWithoutEffect(key);
      }
    }
    Member nodes = settings.get("nodes_membind");
    if (nodes != null) {
      values.cpus(nodes);
      source.noteWithoutEffect("nodes_membind");
    }
    checkUtilisation(settings.get("util_min"), settings.get("util_max"));
    checkTaskGroup(settings.get("taskgroup"), schedClass);
  }

  private void checkUtilisation(@Nullable Member least, @Nullable Member most)
      throws WorkloadException {
    int low = 0;
    if (least != null) {
      low = values.integer(least, 0, MAX_UTILISATION);
      source.noteWithoutEffect("util_min");
    }
    if (most != null) {
      if (values.integer(most, 0, MAX_UTILISATION) < low) {
        throw source.error(
            most.value().place(), "'util_max' must not be less than 'util_min', " + low);
      }
      source.noteWithoutEffect("util_max");
    }
  }

  private void checkTaskGroup(@Nullable Member group, SchedClass schedClass)
      throws WorkloadException {
    if (group == null) {
      return;
    }
    String path = values.string(group);
    if (!path.startsWith("/")) {
      throw source.error(
          group.value().place(),
          "'taskgroup' must be a path that begins with /, such as \"/batch\"");
    }
    if (Scheduling.isRealtime(schedClass)) {
      throw source.error(
          group.place(),
          "'taskgroup' is for SCHED_OTHER, SCHED_BATCH and SCHED_IDLE only; remove it");
    }
    taskGroups.add(path);
    if (taskGroups.size() > MAX_TASK_GROUPS) {
      throw source.error(group.value().place(), "more than " + MAX_TASK_GROUPS + " task groups");
    }
    source.noteWithoutEffect("taskgroup");
  }

  private static boolean isEvent(Member member) {
    return EventReader.kindOf(member.key()) != null;
  }
}
