package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Node.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events: what a task does, one key each. */
final class EventReader {
  /** A key is an event if it begins with one of these; the first that fits counts, as in rt-app. */
  static final List<String> PREFIXES =
      List.of(
          "lock",
          "unlock",
          "wait",
          "signal",
          "broad",
          "sync",
          "sleep",
          "runtime",
          "run",
          "timer",
          "suspend",
          "resume",
          "memrun",
          "mem",
          "iorun",
          "yield",
          "barrier",
          "fork",
          "sem_post",
          "sem_wait");

  private final Source source;
  private final Values values;
  private final Resources resources;
  private final Globals globals;
  private final List<String> taskNames;
  private final boolean suspendNamesWhatItWaitsFor;
  private final Map<String, MemoryBuffer> buffers = new HashMap<>();

  /** Where tasks are forked and barriers used, for the check that the two do not meet. */
  private final List<Use> forks = new ArrayList<>();

  private final List<Use> barriers = new ArrayList<>();

  /** Memory touched by the task being read. */
  private long touched;

  /**
   * A reader of events.
   *
   * @param suspendNamesWhatItWaitsFor whether the value of {@code suspend} counts, as it did in the
   *     older dialect
   */
  EventReader(
      Source source,
      Values values,
      Resources resources,
      Globals globals,
      List<String> taskNames,
      boolean suspendNamesWhatItWaitsFor) {
    this.source = source;
    this.values = values;
    this.resources = resources;
    this.globals = globals;
    this.taskNames = taskNames;
    this.suspendNamesWhatItWaitsFor = suspendNamesWhatItWaitsFor;
  }

  /** The kind of event that a key means, or null if it means none. */
  static @Nullable String kindOf(String key) {
    for (String prefix : PREFIXES) {
      if (key.startsWith(prefix)) {
        return prefix;
      }
    }
    return null;
  }

  /** Bytes that the events read since the last call touch. */
  long takeTouchedBytes() {
    long bytes = touched;
    touched = 0;
    return bytes;
  }

  Step read(String kind, Member event, String task, int instances) throws WorkloadException {
    return switch (kind) {
      case "run" -> new Step.Compute(values.micros(event));
      case "runtime" -> new Step.ComputeFor(values.micros(event));
      case "sleep" -> new Step.Sleep(values.micros(event));
      case "lock" -> new Step.Lock(resources.mutexes.index(values.name(event)));
      case "unlock" -> new Step.Unlock(resources.mutexes.index(values.name(event)));
      case "signal" -> new Step.Signal(resources.conditions.index(values.name(event)));
      case "broad" -> new Step.Broadcast(resources.conditions.index(values.name(event)));
      case "wait", "sync" -> waiting(kind, event);
      case "timer" -> timer(event);
      case "suspend" -> suspend(event, task);
      case "resume" -> {
        String name = values.name(event);
        yield new Step.Resume(resources.conditions.index(name), resources.mutexes.index(name));
      }
      case "sem_post" -> new Step.Post(resources.semaphores.index(values.name(event)));
      case "sem_wait" -> new Step.Take(resources.semaphores.index(values.name(event)));
      case "barrier" -> {
        barriers.add(new Use(task, event.place()));
        yield new Step.Barrier(resources.barrier(values.name(event), instances));
      }
      case "yield" -> {
        values.string(event);
        yield new Step.Yield();
      }
      case "fork" -> fork(event);
      default -> memory(kind, event);
    };
  }

  /**
   * After the last task: a barrier counts its users beforehand, so a forked task cannot be among
   * them.
   */
  void checkForks() throws WorkloadException {
    for (Use barrier : barriers) {
      for (Use fork : forks) {
        if (fork.task.equals(barrier.task)) {
          throw source.error(
              barrier.place,
              "task '"
                  + barrier.task
                  + "' is forked, so it cannot use a barrier; use a semaphore or mutex");
        }
      }
    }
  }

  private Step waiting(String kind, Member event) throws WorkloadException {
    int condition = -1;
    int mutex = -1;
    for (Member field : values.fields(event, Set.of("ref", "mutex"), Set.of())) {
      if (field.key().equals("ref")) {
        condition = resources.conditions.index(values.name(field));
      } else {
        mutex = resources.mutexes.index(values.name(field));
      }
    }
    return kind.equals("wait") ? new Step.Wait(condition, mutex) : new Step.Sync(condition, mutex);
  }

  private Step timer(Member event) throws WorkloadException {
    String ref = "";
    long period = 0;
    boolean absolute = false;
    for (Member field : values.fields(event, Set.of("ref", "period"), Set.of("mode"))) {
      switch (field.key()) {
        case "ref" -> ref = values.name(field);
        case "period" -> period = values.micros(field);
        default ->
            absolute = values.oneOf(field, List.of("relative", "absolute")).equals("absolute");
      }
    }
    return new Step.Timer(resources.timer(ref, absolute), period);
  }

  private Step suspend(Member event, String task) {
    String name = task;
    if (event.value() instanceof Node.Str value && !value.value().equals(task)) {
      if (suspendNamesWhatItWaitsFor && !value.value().isBlank()) {
        name = value.value();
      } else {
        source.note(
            "suspend of task '"
                + task
                + "' waits for a resume of '"
                + task
                + "'; its value has no effect");
      }
    }
    return new Step.Suspend(resources.conditions.index(name), resources.mutexes.index(name));
  }

  private Step fork(Member event) throws WorkloadException {
    String name = values.name(event);
    int task = taskNames.indexOf(name);
    if (task < 0) {
      throw source.error(
          event.value().place(),
          "there is no task '" + name + "' to fork; the tasks are " + String.join(", ", taskNames));
    }
    forks.add(new Use(name, event.place()));
    return new Step.Fork(task);
  }

  private Step memory(String kind, Member event) throws WorkloadException {
    source.note("mem, iorun and memrun are simulated as computing");
    if (kind.equals("memrun")) {
      return accesses(event);
    }
    int bytes = values.integer(event, 0, Integer.MAX_VALUE);
    int buffer = globals.memoryBufferBytes();
    touched = Math.max(touched, Math.min(bytes, buffer));
    return new Step.Compute(
        kind.equals("mem") ? MemoryCost.stream(bytes) : MemoryCost.device(bytes, buffer));
  }

  private Step accesses(Member event) throws WorkloadException {
    String type = "";
    int size = 0;
    int count = 0;
    int stride = 64;
    String pattern = "sequential";
    String ref = "";
    Set<String> optional = Set.of("stride", "pattern", "ref");
    for (Member field : values.fields(event, Set.of("type", "size", "count"), optional)) {
      switch (field.key()) {
        case "type" -> type = values.oneOf(field, List.of("read", "write", "chase"));
        case "size" -> size = values.integer(field, 1, Integer.MAX_VALUE);
        case "count" -> count = values.integer(field, 0, Integer.MAX_VALUE);
        case "stride" -> stride = values.integer(field, 1, Integer.MAX_VALUE);
        case "pattern" -> pattern = values.oneOf(field, List.of("random", "sequential"));
        default -> ref = values.name(field);
      }
    }
    MemoryBuffer buffer = new MemoryBuffer(size, stride, pattern);
    MemoryBuffer shared = ref.isEmpty() ? null : buffers.putIfAbsent(ref, buffer);
    if (shared != null && !shared.equals(buffer)) {
      throw source.error(
          event.value().place(),
          "all users of memory '"
              + ref
              + "' must agree in size, stride and pattern; first was "
              + shared);
    }
    touched = Math.max(touched, size);
    boolean inOrder = pattern.equals("sequential") && !type.equals("chase");
    return new Step.Compute(MemoryCost.accesses(count, size, inOrder));
  }

  private record Use(String task, Place place) {}

  private record MemoryBuffer(int size, int stride, String pattern) {
    @Override
    public String toString() {
      return "size " + size + ", stride " + stride + ", " + pattern;
    }
  }
}
