package dev.dramatis.engine;

import dev.dramatis.engine.VirtualMachine.Stop;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.hardware.MemoryOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The loop of a machine on which a policy decides, and what it tells the policy. */
final class Choices {
  /** Things that one maker can make before its numbers run into those of the next. */
  private static final int MAKER_SHIFT = 20;

  private final VirtualMachine machine;
  private final ChoicePolicy policy;
  private final boolean racing;
  private final VirtualCpu[] cpus;
  private final int[] made;
  private final int firstCpuLine;
  private final Map<Event, EventStep> eventSteps = new LinkedHashMap<>();

  private Step[] candidates;
  private long limit;
  private @Nullable Step chosen;
  private @Nullable Stop over;
  private int stepIndex = -1;

  /** The machine's memory, if the policy wants a model of it. */
  final @Nullable WeakMemory memory;

  /** Events until then may happen without coming early. */
  private long due;

  /** Whether something could happen, but for the time limit. */
  private boolean withheld;

  Choices(VirtualMachine machine, ChoicePolicy policy, VirtualCpu[] cpus) {
    this.machine = machine;
    this.policy = policy;
    this.racing = policy.racesTimers();
    this.cpus = cpus;
    this.made = new int[cpus.length + 1];
    this.candidates = new Step[cpus.length + 8];
    this.firstCpuLine = newNumbers(cpus.length);
    MemoryOrder order = policy.memory();
    this.memory = order == null ? null : new WeakMemory(order, this, cpus);
  }

  // ---- numbers

  /** Consecutive numbers for things that the running code makes: who makes them, and which. */
  int newNumbers(int count) {
    VirtualCpu cpu = machine.runningCpu();
    int maker = cpu == null ? 0 : cpu.id() + 1;
    int first = maker << MAKER_SHIFT | made[maker];
    made[maker] += count;
    return first;
  }

  void number(Event event) {
    if (!eventSteps.containsKey(event)) {
      eventSteps.put(event, new EventStep(event, newNumbers(1), racing));
    }
  }

  void number(InterruptSource source) {
    int first = newNumbers(cpus.length);
    for (VirtualCpu cpu : cpus) {
      InterruptSource.Delivery delivery = source.delivery(cpu);
      eventSteps.put(delivery, new EventStep(delivery, first + cpu.id(), racing));
    }
  }

  /** Position of the step in progress. */
  int stepIndex() {
    return stepIndex;
  }

  /** The step in progress sets, cancels or looks at an event. */
  void touch(Event event, boolean writes) {
    EventStep step = stepIndex >= 0 ? eventSteps.get(event) : null;
    if (step == null) {
      return;
    }
    policy.touched(~step.actor(), writes);
    if (writes) {
      step.changes(stepIndex);
    }
  }

  /** The step in progress depends on what a CPU does, or changes it. */
  void touch(VirtualCpu cpu, boolean writes) {
    if (stepIndex >= 0) {
      policy.touched(firstCpuLine + cpu.id(), writes);
    }
  }

  /** The step in progress touches an object that it did not announce. */
  void touch(NumberedLine line, boolean writes) {
    if (stepIndex >= 0) {
      policy.touched(line.number(), writes);
    }
  }

  /** The step in progress changes an object. */
  void touchChanged(Line line) {
    if (stepIndex >= 0) {
      policy.touched(line.number(), true);
    }
  }

  // ---- the loop

  Stop run(long until) {
    limit = until;
    over = null;
    chosen = null;
    try {
      while (true) {
        if (chosen == null && over == null) {
          decide();
        }
        Stop end = over;
        if (end != null) {
          return end;
        }
        Step step = chosen;
        chosen = null;
        if (step instanceof VirtualCpu cpu) {
          touch(cpu, false);
          machine.runCpu(cpu);
        } else if (step instanceof EventStep event) {
          touchCpu(event);
          event.changes(stepIndex);
          machine.happen(event.event);
        } else if (step instanceof MemoryStep happening) {
          happening.happen();
        }
      }
    } finally {
      machine.running(null);
    }
  }

  /**
   * The loop as far as a CPU that pauses can do it itself: asks who is next.
   *
   * @return whether it is the CPU's turn again
   */
  boolean passTurn(VirtualCpu cpu) {
    machine.running(null);
    decide();
    if (chosen != cpu) {
      return false;
    }
    chosen = null;
    cpu.atStep = false;
    machine.running(cpu);
    touch(cpu, false);
    return true;
  }

  private void touchCpu(EventStep step) {
    if (step.cpu() >= 0) {
      touch(cpus[step.cpu()], false);
    }
  }

  private void decide() {
    over = machine.stopped();
    if (over != null) {
      return;
    }
    int count = collect();
    if (count == 0) {
      policy.ended(candidates, collectBlocked());
      over = withheld ? Stop.TIME_LIMIT : anyAtStep() ? Stop.STUCK : Stop.QUIESCENT;
      return;
    }
    int choice = policy.choose(candidates, count);
    stepIndex++;
    if (choice < 0) {
      policy.ended(candidates, collectBlocked());
      over = Stop.STOPPED;
    } else if (!machine.progress(candidates[choice].time())) {
      over = Stop.NO_PROGRESS;
    } else {
      chosen = candidates[choice];
      if (chosen instanceof EventStep step && step.event.time() > due) {
        step.comesEarly();
      }
    }
  }

  private int collect() {
    int count = 0;
    long slowest = Long.MAX_VALUE;
    withheld = false;
    for (VirtualCpu cpu : cpus) {
      if (!cpu.stepEnabled()) {
        if (cpu.waitsForStores()) {
          // Memory is fast: no timer goes off meanwhile.
          slowest = Math.min(slowest, cpu.now());
        }
        continue;
      }
      if (cpu.now() >= limit) {
        withheld = true;
      } else {
        candidates[count++] = cpu;
        slowest = Math.min(slowest, cpu.now());
      }
    }
    WeakMemory weak = memory;
    if (weak != null) {
      if (count + weak.size() > candidates.length) {
        candidates = Arrays.copyOf(candidates, 2 * (count + weak.size()));
      }
      count = weak.collect(candidates, count);
    }
    Event head = machine.queue.head();
    if (head == null || machine.queue.idle()) {
      return count;
    }
    if (head.time() >= limit) {
      withheld = true;
      return count;
    }
    due = count == 0 || head.time() <= slowest ? head.time() : Long.MIN_VALUE;
    return due >= 0 || racing ? collectEvents(count) : count;
  }

  /**
   * Adds the events that are due, and those that may come early, in the order in which time would
   * have them happen.
   */
  private int collectEvents(int cpuSteps) {
    EventQueue queue = machine.queue;
    int count = cpuSteps;
    for (int i = 0; i < queue.size(); i++) {
      Event event = queue.at(i);
      if (!racing && event.time() > due) {
        continue;
      }
      EventStep step = eventSteps.computeIfAbsent(event, this::stepOf);
      if (!possible(step, cpuSteps)) {
        continue;
      }
      if (count == candidates.length) {
        candidates = Arrays.copyOf(candidates, 2 * count);
      }
      int place = count++;
      while (place > cpuSteps && before(event, ((EventStep) candidates[place - 1]).event)) {
        candidates[place] = candidates[place - 1];
        place--;
      }
      candidates[place] = step;
    }
    return count;
  }

  /**
   * Whether an event may happen now. Where timers race, local times say nothing about who can still
   * act, so what is not of the kernel waits until no CPU can.
   */
  private boolean possible(EventStep step, int cpuSteps) {
    Event event = step.event;
    if (event.time() <= due) {
      return !racing || event.races() || cpuSteps == 0;
    }
    return racing && step.mayComeEarly() && event.time() < limit;
  }

  private static boolean before(Event a, Event b) {
    return a.time() < b.time() || (a.time() == b.time() && a.sequence < b.sequence);
  }

  private EventStep stepOf(Event event) {
    return event instanceof VirtualCpu.Resumption resumption
        ? new EventStep(resumption, racing)
        : new EventStep(event, newNumbers(1), racing);
  }

  private int collectBlocked() {
    int count = 0;
    for (VirtualCpu cpu : cpus) {
      if (cpu.atStep && !cpu.stepEnabled()) {
        candidates[count++] = cpu;
      }
    }
    if (racing) {
      for (EventStep step : eventSteps.values()) {
        if (!step.event.scheduled() && step.cpu() < 0) {
          if (count == candidates.length) {
            candidates = Arrays.copyOf(candidates, 2 * count);
          }
          candidates[count++] = step;
        }
      }
      Arrays.sort(candidates, 0, count, (a, b) -> Integer.compareUnsigned(a.actor(), b.actor()));
    }
    return count;
  }

  private boolean anyAtStep() {
    for (VirtualCpu cpu : cpus) {
      if (cpu.atStep) {
        return true;
      }
    }
    return false;
  }
}
