package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a machine owes to kernels. Derive a test class and say how a machine is made and run. */
public abstract class MachineContract {
  /** For test classes. */
  protected MachineContract() {}

  /**
   * Makes a machine of so many CPUs, lets {@code boot} start contexts on them, and runs it until
   * nothing more happens.
   */
  protected abstract void run(int cpus, Consumer<Machine> boot);

  private static void start(Machine machine, int cpu, Consumer<Cpu> body) {
    Cpu c = machine.cpu(cpu);
    machine.start(c, machine.newContext("c" + cpu, -1, () -> body.accept(c)));
  }

  @Test
  void shouldLetLocalTimePassOnlyByWhatIsCharged() {
    List<Long> times = new ArrayList<>();
    run(
        1,
        machine ->
            start(
                machine,
                0,
                cpu -> {
                  long begin = cpu.now();
                  cpu.charge(100);
                  times.add(cpu.now() - begin);
                  cpu.charge(0);
                  times.add(cpu.now() - begin);
                }));
    assertThat(times).containsExactly(100L, 100L);
  }

  @Test
  void shouldMakeCodeBetweenTwoInteractionPointsAtomic() {
    int[] value = {0};
    int[] torn = {0};
    run(
        3,
        machine -> {
          SharedObject object = machine.newShared("counter");
          for (int i = 0; i < 3; i++) {
            start(
                machine,
                i,
                cpu -> {
                  for (int n = 0; n < 200; n++) {
                    cpu.charge(7 + cpu.id());
                    cpu.interact(object, Access.RMW);
                    int before = value[0];
                    cpu.charge(50);
                    value[0] = before + 1;
                    if (value[0] != before + 1) {
                      torn[0]++;
                    }
                  }
                });
          }
        });
    assertThat(value[0]).isEqualTo(600);
    assertThat(torn[0]).isZero();
  }

  @Test
  void shouldOrderInteractionPointsOfAllCpusByTime() {
    List<Long> times = new ArrayList<>();
    run(
        4,
        machine -> {
          SharedObject[] objects = new SharedObject[4];
          for (int i = 0; i < 4; i++) {
            objects[i] = machine.newShared("own" + i);
            start(
                machine,
                i,
                cpu -> {
                  for (int n = 0; n < 50; n++) {
                    cpu.charge(10 + 13L * cpu.id());
                    cpu.interact(objects[cpu.id()], Access.LOAD);
                    times.add(cpu.now());
                  }
                });
          }
        });
    assertThat(times).hasSize(200).isSorted();
  }

  @Test
  void shouldGiveALockToOneCpuAtATime() {
    boolean[] held = {false};
    int[] violations = {0};
    int[] entries = {0};
    run(
        4,
        machine -> {
          SharedObject lock = machine.newShared("lock");
          for (int i = 0; i < 4; i++) {
            start(
                machine,
                i,
                cpu -> {
                  for (int n = 0; n < 100; n++) {
                    cpu.await(lock, Access.LOCK, () -> !held[0]);
                    if (held[0]) {
                      violations[0]++;
                    }
                    held[0] = true;
                    entries[0]++;
                    cpu.charge(30);
                    cpu.interact(lock, Access.UNLOCK);
                    held[0] = false;
                    cpu.changed(lock);
                  }
                });
          }
        });
    assertThat(violations[0]).isZero();
    assertThat(entries[0]).isEqualTo(400);
  }

  @Test
  void shouldTakeInterruptsOnlyAboveTheCurrentLevel() {
    List<String> order = new ArrayList<>();
    run(
        1,
        machine -> {
          Interrupt low = machine.newInterrupt("low", 2, cpu -> order.add("low"));
          Interrupt high = machine.newInterrupt("high", 9, cpu -> order.add("high"));
          start(
              machine,
              0,
              cpu -> {
                int before = cpu.raise(5);
                cpu.send(low, cpu);
                cpu.send(high, cpu);
                cpu.charge(100_000);
                cpu.checkpoint();
                order.add("masked part ends");
                cpu.restore(before);
                cpu.checkpoint();
              });
        });
    assertThat(order).containsExactly("high", "masked part ends", "low");
  }

  @Test
  void shouldExpireATimerOnceAtItsTime() {
    List<Long> expiries = new ArrayList<>();
    run(
        1,
        machine -> {
          Timer timer = machine.newTimer("once", 3, cpu -> expiries.add(cpu.now()));
          start(
              machine,
              0,
              cpu -> {
                timer.set(cpu, cpu.now() + 10_000);
                cpu.idle();
              });
        });
    assertThat(expiries).hasSize(1);
    assertThat(expiries.getFirst()).isBetween(10_000L, 20_000L);
  }

  @Test
  void shouldNotExpireACancelledTimer() {
    List<Long> expiries = new ArrayList<>();
    boolean[] cancelled = {false};
    run(
        1,
        machine -> {
          Timer timer = machine.newTimer("never", 3, cpu -> expiries.add(cpu.now()));
          start(
              machine,
              0,
              cpu -> {
                timer.set(cpu, cpu.now() + 10_000);
                cancelled[0] = timer.cancel();
                cpu.charge(50_000);
                cpu.checkpoint();
              });
        });
    assertThat(cancelled[0]).isTrue();
    assertThat(expiries).isEmpty();
  }

  @Test
  void shouldContinueAContextOnAnotherCpu() {
    List<Integer> cpus = new ArrayList<>();
    run(
        2,
        machine -> {
          SharedObject mailbox = machine.newShared("mailbox");
          Context[] traveller = new Context[1];
          boolean[] packed = {false};
          Context[] idle = new Context[1];
          traveller[0] =
              machine.newContext(
                  "traveller",
                  -1,
                  () -> {
                    cpus.add(traveller[0].cpu().id());
                    packed[0] = true;
                    traveller[0].cpu().switchTo(idle[0]);
                    cpus.add(traveller[0].cpu().id());
                  });
          Cpu first = machine.cpu(0);
          idle[0] =
              machine.newContext(
                  "first",
                  -1,
                  () -> {
                    first.switchTo(traveller[0]);
                    first.interact(mailbox, Access.STORE);
                    first.changed(mailbox);
                  });
          machine.start(first, idle[0]);
          start(
              machine,
              1,
              cpu -> {
                cpu.await(mailbox, Access.AWAIT, () -> packed[0] && mailbox.lastWriter() == 0);
                cpu.switchTo(traveller[0]);
              });
        });
    assertThat(cpus).containsExactly(0, 1);
  }
}
