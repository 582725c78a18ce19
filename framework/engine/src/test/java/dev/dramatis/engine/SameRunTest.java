package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Runs of random programs: contexts that switch, lock, compute, send interrupts and set timers. */
class SameRunTest {

  @Property(tries = 60)
  void shouldBeTheSameTwice(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int cpus) {
    assertThat(run(seed, cpus, false, null)).isEqualTo(run(seed, cpus, false, null)).isNotEmpty();
  }

  @Property(tries = 40)
  void shouldBeTheSameOnVirtualThreads(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int cpus) {
    assertThat(run(seed, cpus, true, null)).isEqualTo(run(seed, cpus, false, null));
  }

  @Property(tries = 40)
  void shouldBeTheSameForEqualSeedsOfChance(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int cpus, @ForAll long chance) {
    List<String> once = run(seed, cpus, false, new RandomPolicy(new SeededRandom(chance)));
    List<String> again = run(seed, cpus, true, new RandomPolicy(new SeededRandom(chance)));
    assertThat(once).isEqualTo(again).isNotEmpty();
  }

  @Property(tries = 60)
  void shouldNeverLetTimeRunBackwardsOnACpu(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int cpus, @ForAll boolean byChance) {
    long[] last = new long[cpus];
    for (String line :
        run(seed, cpus, false, byChance ? new RandomPolicy(new SeededRandom(seed)) : null)) {
      String[] fields = line.split(" ");
      int cpu = Integer.parseInt(fields[0]);
      long time = Long.parseLong(fields[1]);
      assertThat(time).as(line).isGreaterThanOrEqualTo(last[cpu]);
      last[cpu] = time;
    }
  }

  private static List<String> run(
      long seed, int cpus, boolean virtual, @Nullable ChoicePolicy policy) {
    List<String> log = new ArrayList<>();
    Coroutines kind = virtual ? Coroutines.virtualThreads() : Coroutines.continuations();
    TraceSink sink =
        new TraceSink() {
          @Override
          public void event(long time, EventKind event, int cpu, int thread, long arg) {
            log.add(cpu + " " + time + " " + event + " " + thread + " " + arg);
          }

          @Override
          public void name(int number, String name) {
            // names are the same if numbers are
          }
        };
    try (VirtualMachine machine =
        VirtualMachine.on(UniformHardware.typical(cpus))
            .seed(seed)
            .coroutines(kind)
            .policy(policy)
            .sinks(List.of(sink))
            .build()) {
      new RandomProgram(machine, log).start();
      log.add("0 " + Long.MAX_VALUE + " " + machine.run(1_000_000));
    }
    return log;
  }

  /** Two contexts per CPU that do something at random, thirty times each. */
  private static final class RandomProgram {
    private static final int OBJECTS = 3;

    private final VirtualMachine machine;
    private final List<String> log;
    private final SharedObject[] objects = new SharedObject[OBJECTS];
    private final boolean[] held = new boolean[OBJECTS];
    private final Interrupt ipi;

    RandomProgram(VirtualMachine machine, List<String> log) {
      this.machine = machine;
      this.log = log;
      for (int i = 0; i < OBJECTS; i++) {
        objects[i] = machine.newShared("object" + i);
      }
      ipi = machine.newInterrupt("ipi", 6, c -> handle("ipi", c));
    }

    void start() {
      for (int i = 0; i < machine.cpuCount(); i++) {
        Cpu cpu = machine.cpu(i);
        Context[] pair = new Context[2];
        for (int j = 0; j < 2; j++) {
          Context[] other = pair;
          int me = j;
          RandomSource random = machine.random().split("context " + i + " " + j);
          Timer timer = machine.newTimer("timer " + i + " " + j, 3 + j, c -> handle("timer", c));
          pair[j] =
              machine.newContext(
                  "context " + i + " " + j,
                  j,
                  () -> {
                    for (int n = 0; n < 30; n++) {
                      act(cpu, random, timer, other[1 - me]);
                    }
                    if (!other[1 - me].finished()) {
                      cpu.switchTo(other[1 - me]);
                    }
                  });
        }
        machine.start(cpu, pair[0]);
      }
    }

    private void handle(String what, Cpu cpu) {
      cpu.charge(20);
      cpu.checkpoint();
      note(what, cpu);
    }

    private void note(String what, Cpu cpu) {
      log.add(cpu.id() + " " + cpu.now() + " " + what);
    }

    private void act(Cpu cpu, RandomSource random, Timer timer, Context other) {
      int object = random.nextInt(OBJECTS);
      int action = random.nextInt(8);
      cpu.charge(random.nextInt(300));
      switch (action) {
        case 0 -> cpu.interact(objects[object], Access.LOAD);
        case 1 -> cpu.interact(objects[object], Access.RMW);
        case 2 -> lockFor(cpu, object, random.nextInt(500));
        case 3 -> timer.set(cpu, cpu.now() + random.nextInt(2000));
        case 4 -> cpu.send(ipi, machine.cpu(random.nextInt(machine.cpuCount())));
        case 5 -> machine.compute((VirtualContext) cpu.context(), 1 + random.nextInt(3000));
        case 6 -> {
          int before = cpu.raise(5);
          cpu.charge(random.nextInt(400));
          cpu.checkpoint();
          cpu.restore(before);
        }
        default -> {
          if (!other.finished()) {
            cpu.switchTo(other);
          }
        }
      }
      note("action " + action + " " + object, cpu);
    }

    private void lockFor(Cpu cpu, int object, int nanos) {
      cpu.await(objects[object], Access.LOCK, () -> !held[object]);
      held[object] = true;
      cpu.charge(nanos);
      cpu.interact(objects[object], Access.UNLOCK);
      held[object] = false;
      cpu.changed(objects[object]);
    }
  }
}
