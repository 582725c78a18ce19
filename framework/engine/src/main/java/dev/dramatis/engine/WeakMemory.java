package dev.dramatis.engine;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Access;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a machine on which a policy chooses what memory does and when.
 *
 * <p>x86: each CPU has a queue of stores, and reads its own. Arm: each CPU has a queue for each
 * word, and sees each word as it was at some time; what is in memory is there for everybody, so the
 * times at which stores got there are one order. A CPU that has learnt what was in memory up to a
 * time, by reading with acquire, by a barrier or under a lock, does not read what was overwritten
 * before it. Loads do not wait for stores of others that depend on them ("load buffering" does not
 * occur), which real Arm machines allow.
 */
final class WeakMemory {
  private final Choices choices;
  private final VirtualCpu[] cpus;
  private final boolean perWord;

  /** On Arm: the order in which stores got to memory. */
  private final NumberedLine all;

  private final StoreQueue[] buffers;
  private final List<List<StoreQueue>> queues = new ArrayList<>();
  private final List<MemoryStep> steps = new ArrayList<>();
  private int now;

  /** Of each CPU: up to when it knows what is in memory, and when its own last store got there. */
  private final int[] known;

  private final int[] stored;

  WeakMemory(MemoryOrder order, Choices choices, VirtualCpu[] cpus) {
    this.choices = choices;
    this.cpus = cpus;
    this.perWord = order == MemoryOrder.ARM_WEAK;
    this.all = new NumberedLine("memory", choices.newNumbers(1));
    this.buffers = new StoreQueue[perWord ? 0 : cpus.length];
    this.known = new int[cpus.length];
    this.stored = new int[cpus.length];
    for (int i = 0; i < cpus.length; i++) {
      queues.add(new ArrayList<>());
    }
  }

  WeakWord newWord(String name, long initial) {
    if (!perWord && buffers[0] == null) {
      connectBuffers();
    }
    WeakWord word = new WeakWord(this, new NumberedLine(name, choices.newNumbers(1)), initial);
    if (perWord) {
      StoreQueue[] own = new StoreQueue[cpus.length];
      SeenWord[] seen = new SeenWord[cpus.length];
      int first = choices.newNumbers(2 * cpus.length);
      for (int i = 0; i < cpus.length; i++) {
        own[i] = new StoreQueue(this, cpus[i], first + 2 * i);
        seen[i] = new SeenWord(this, word, cpus[i], own[i], first + 2 * i + 1);
        queues.get(i).add(own[i]);
        steps.add(own[i]);
        steps.add(seen[i]);
      }
      word.connect(own, seen);
    } else {
      word.connect(buffers, new SeenWord[0]);
    }
    return word;
  }

  private void connectBuffers() {
    int first = choices.newNumbers(cpus.length);
    for (int i = 0; i < cpus.length; i++) {
      buffers[i] = new StoreQueue(this, cpus[i], first + i);
      queues.get(i).add(buffers[i]);
      steps.add(buffers[i]);
    }
  }

  int stepIndex() {
    return choices.stepIndex();
  }

  /** Adds what memory can do now. */
  int collect(Step[] candidates, int count) {
    int n = count;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).enabled()) {
        candidates[n++] = steps.get(i);
      }
    }
    return n;
  }

  /** How much there may be to choose from. */
  int size() {
    return steps.size();
  }

  // ---- stores

  /** The step in progress brings a value to memory. */
  void arrive(VirtualCpu cpu, WeakWord word, long value) {
    word.arrive(cpu, value, ++now, stepIndex());
    SeenWord view = word.seenBy(cpu);
    if (view != null) {
      stored[cpu.id()] = now;
      view.see(word.last());
      choices.touch(view.line, true);
      choices.touch(all, true);
    }
  }

  /** The step in progress reads what is in memory at this moment. */
  void readNow(VirtualCpu cpu, WeakWord word, boolean writes) {
    SeenWord view = word.seenBy(cpu);
    if (view != null) {
      view.see(word.last());
      choices.touch(view.line, true);
      learn(cpu, word.since(word.last()));
      if (!writes) {
        choices.touch(word.line, false);
      }
    }
  }

  /** Waits until all stores of the CPU so far are in memory, a step for each queue. */
  void flush(VirtualCpu cpu) {
    List<StoreQueue> own = queues.get(cpu.id());
    for (int i = 0; i < own.size(); i++) {
      StoreQueue queue = own.get(i);
      if (queue.dirty) {
        queue.dirty = false;
        cpu.flushStep(queue);
      }
    }
  }

  /** On x86 stores stay in order anyway. */
  void flushBeforeRelease(VirtualCpu cpu) {
    if (perWord) {
      flush(cpu);
    }
  }

  void fence(VirtualCpu cpu) {
    flush(cpu);
    if (perWord) {
      cpu.wordStep(all, Access.LOAD, null, null);
      learn(cpu, now);
    }
  }

  // ---- what CPUs know

  int knownUntil(VirtualCpu cpu) {
    return known[cpu.id()];
  }

  void learn(VirtualCpu cpu, int time) {
    known[cpu.id()] = Math.max(known[cpu.id()], time);
  }

  /** A CPU has touched an object that is not a word: it learns from those who wrote it before. */
  void synchronise(VirtualCpu cpu, NumberedLine line, boolean writes) {
    learn(cpu, line.knownUntil);
    if (writes) {
      line.knownUntil = Math.max(known[cpu.id()], stored[cpu.id()]);
    }
  }

  /** Brings everything to memory, for another kernel to start. */
  void settle() {
    for (MemoryStep step : steps) {
      while (step.enabled()) {
        step.happen();
      }
    }
    queues.forEach(List::clear);
    steps.clear();
  }
}
