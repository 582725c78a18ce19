package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.workloads.rtapp.Task.Phase;
import java.util.List;

/**
 * A description as a workload: one process whose threads are the instances of the tasks. Immutable.
 */
final class RtAppWorkload implements Workload {
  private final String name;
  private final List<Task> tasks;
  private final Resources resources;
  private final long duration;
  private final List<String> notes;
  private final int minimumCpus;

  RtAppWorkload(
      String name, List<Task> tasks, Resources resources, long duration, List<String> notes) {
    this.name = name;
    this.tasks = tasks;
    this.resources = resources;
    this.duration = duration;
    this.notes = notes;
    this.minimumCpus = highestCpu(tasks) + 1;
  }

  /**
   * rt-app's main thread creates the threads one after the other; what a creation takes on a
   * current machine. Without it threads that wake each other would begin, and miss each other, at
   * one instant.
   */
  private static final long CREATION_NANOS = 20_000;

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start(Launcher launcher) {
    if (launcher.cpuCount() < minimumCpus) {
      throw new IllegalArgumentException(
          name
              + " binds a task to CPU "
              + (minimumCpus - 1)
              + ", but the machine has "
              + launcher.cpuCount()
              + " CPUs; choose a larger machine");
    }
    int process = launcher.newProcess(name);
    Stage stage = new Stage(tasks, resources, launcher);
    long start = 0;
    for (Task task : tasks) {
      for (int i = 0; i < task.instances(); i++) {
        TaskProgram program = new TaskProgram(task, stage);
        launcher.launchAt(start, process, program.spec(stage.nextThreadName(task)), program);
        start += CREATION_NANOS;
      }
    }
  }

  @Override
  public long duration() {
    return duration;
  }

  @Override
  public boolean endless() {
    return duration == Long.MAX_VALUE && tasks.stream().anyMatch(RtAppWorkload::repeatsForEver);
  }

  private static boolean repeatsForEver(Task task) {
    return task.instances() > 0
        && task.loops() != 0
        && (task.loops() < 0 || task.phases().stream().anyMatch(phase -> phase.loops() < 0));
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public int minimumCpus() {
    return minimumCpus;
  }

  private static int highestCpu(List<Task> tasks) {
    int highest = 0;
    for (Task task : tasks) {
      for (Phase phase : task.phases()) {
        if (phase.cpus() != null) {
          highest = Math.max(highest, phase.cpus().length() - 1);
        }
      }
    }
    return highest;
  }
}
