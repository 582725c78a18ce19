package dev.dramatis.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import org.junit.jupiter.api.Test;

class LockOrderTest {
  private static final class Lock {
    private boolean held;
    private final SharedObject word;

    Lock(VirtualMachine machine, String name) {
      word = machine.newShared(name);
    }

    void enter(Cpu cpu) {
      cpu.await(word, Access.LOCK, () -> !held);
      held = true;
    }

    void exit(Cpu cpu) {
      cpu.interact(word, Access.UNLOCK);
      held = false;
      cpu.changed(word);
    }
  }

  /** Each CPU takes two locks; nothing goes wrong, for one CPU comes after the other. */
  private static LockOrder order(boolean opposite) {
    LockOrder order = new LockOrder();
    run(order.observer(), opposite, 2);
    return order;
  }

  /** The last of the threads takes the locks the other way round if so wanted. */
  private static void run(LockOrder.Observer observer, boolean opposite, int threads) {
    ChoicePolicy oneAfterTheOther =
        (enabled, count) -> {
          observer.step(enabled[0]);
          return 0;
        };
    try (VirtualMachine machine =
        VirtualMachine.on(UniformHardware.free(2)).policy(oneAfterTheOther).build()) {
      Lock a = new Lock(machine, "a");
      Lock b = new Lock(machine, "b");
      for (int i = 0; i < threads; i++) {
        Cpu cpu = machine.cpu(i);
        Lock first = opposite && i == threads - 1 ? b : a;
        Lock second = first == a ? b : a;
        machine.start(
            cpu,
            machine.newContext(
                "thread " + i,
                -1,
                () -> {
                  first.enter(cpu);
                  second.enter(cpu);
                  second.exit(cpu);
                  first.exit(cpu);
                }));
      }
      assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(VirtualMachine.Stop.QUIESCENT);
    }
  }

  @Test
  void shouldReportACycleThoughNothingWentWrong() {
    assertThat(order(true).cycles())
        .containsExactly("thread 0 takes b while holding a; thread 1 takes a while holding b");
  }

  @Test
  void shouldAcceptOneOrder() {
    LockOrder order = order(false);
    assertThat(order.pairs()).isEqualTo(1);
    assertThat(order.cycles()).isEmpty();
  }

  @Test
  void shouldPutTogetherWhatSeveralWorkersSaw() {
    LockOrder both = order(false);
    both.addAll(order(true));
    assertThat(both.cycles()).hasSize(1);
  }

  /** Each of two executions keeps to an order; only together they do not. */
  @Test
  void shouldNotBlameAnExecutionForWhatAnotherOneDid() {
    LockOrder order = new LockOrder();
    LockOrder.Observer first = order.observer();
    LockOrder.Observer second = order.observer();
    run(first, false, 1);
    run(second, true, 1);
    assertThat(order.cycles()).hasSize(1);
    assertThat(first.cycles()).isEmpty();
    assertThat(second.cycles()).isEmpty();
  }

  @Test
  void shouldBlameAnExecutionThatTakesLocksInTwoOrders() {
    LockOrder order = new LockOrder();
    LockOrder.Observer observer = order.observer();
    run(observer, true, 2);
    assertThat(observer.cycles())
        .containsExactly("thread 0 takes b while holding a; thread 1 takes a while holding b");
  }
}
