package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.coroutine.Coroutines;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextSwitchTest {

  private static VirtualMachine machine(int cpus, String coroutines) {
    return VirtualMachine.on(UniformHardware.typical(cpus))
        .coroutines(
            coroutines.equals("virtual") ? Coroutines.virtualThreads() : Coroutines.continuations())
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuation", "virtual"})
  void shouldAlternateBetweenTwoContextsOfOneCpu(String coroutines) {
    List<String> order = new ArrayList<>();
    try (VirtualMachine machine = machine(1, coroutines)) {
      Context[] contexts = new Context[2];
      for (int i = 0; i < 2; i++) {
        int me = i;
        contexts[i] =
            machine.newContext(
                "c" + i,
                -1,
                () -> {
                  for (int n = 0; n < 3; n++) {
                    order.add("c" + me);
                    contexts[me].cpu().switchTo(contexts[1 - me]);
                  }
                });
      }
      machine.start(machine.cpu(0), contexts[0]);
      machine.run(Long.MAX_VALUE);
    }
    assertThat(order).containsExactly("c0", "c1", "c0", "c1", "c0", "c1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuation", "virtual"})
  void shouldOrderCpusByLocalTimeAtInteractionPoints(String coroutines) {
    List<String> order = new ArrayList<>();
    try (VirtualMachine machine = machine(2, coroutines)) {
      SharedObject[] own = {machine.newShared("a"), machine.newShared("b")};
      for (int i = 0; i < 2; i++) {
        Cpu cpu = machine.cpu(i);
        int me = i;
        machine.start(
            cpu,
            machine.newContext(
                "c" + i,
                -1,
                () -> {
                  for (int n = 1; n <= 3; n++) {
                    cpu.charge(me == 0 ? 100 : 150);
                    cpu.interact(own[me], Access.STORE);
                    order.add(me + "@" + cpu.now());
                  }
                }));
      }
      machine.run(Long.MAX_VALUE);
    }
    assertThat(order).containsExactly("0@100", "1@150", "0@200", "1@300", "0@300", "1@450");
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuation", "virtual"})
  void shouldSpinUntilAnotherCpuChangesTheCondition(String coroutines) {
    long[] seen = {0};
    boolean[] open = {false};
    try (VirtualMachine machine = machine(2, coroutines)) {
      SharedObject gate = machine.newShared("gate");
      Cpu waiter = machine.cpu(0);
      machine.start(
          waiter,
          machine.newContext(
              "waiter",
              -1,
              () -> {
                waiter.await(gate, Access.AWAIT, () -> open[0]);
                seen[0] = waiter.now();
              }));
      Cpu opener = machine.cpu(1);
      machine.start(
          opener,
          machine.newContext(
              "opener",
              -1,
              () -> {
                opener.charge(1000);
                opener.interact(gate, Access.STORE);
                open[0] = true;
                opener.changed(gate);
              }));
      assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(VirtualMachine.Stop.QUIESCENT);
    }
    assertThat(seen[0]).isBetween(1040L, 1120L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuation", "virtual"})
  void shouldTakeATimerInterruptWhileIdle(String coroutines) {
    List<Long> ticks = new ArrayList<>();
    try (VirtualMachine machine = machine(1, coroutines)) {
      Cpu cpu = machine.cpu(0);
      Timer timer = machine.newTimer("tick", 5, c -> ticks.add(c.now()));
      machine.start(
          cpu,
          machine.newContext(
              "idle",
              -1,
              () -> {
                timer.setPeriodic(cpu, 1000, 1000);
                while (ticks.size() < 3) {
                  cpu.idle();
                }
                timer.cancel();
              }));
      machine.run(Long.MAX_VALUE);
    }
    assertThat(ticks).containsExactly(1100L, 2100L, 3100L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"continuation", "virtual"})
  void shouldReportACpuThatSpinsForever(String coroutines) {
    try (VirtualMachine machine = machine(1, coroutines)) {
      SharedObject gate = machine.newShared("gate");
      Cpu cpu = machine.cpu(0);
      machine.start(
          cpu, machine.newContext("waiter", -1, () -> cpu.await(gate, Access.AWAIT, () -> false)));
      assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(VirtualMachine.Stop.STUCK);
      assertThat(machine.describeCpus().getFirst()).contains("spins for gate");
    }
  }
}
