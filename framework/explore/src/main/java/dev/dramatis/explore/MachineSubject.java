package dev.dramatis.explore;

import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.engine.VirtualMachine.Stop;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Violation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A program for a bare machine; every execution gets a new one. */
public final class MachineSubject implements Subject {
  private final String name;
  private final HardwareModel hardware;
  private final Consumer<VirtualMachine> program;
  private long until = Long.MAX_VALUE;
  private boolean untimed;
  private @Nullable MemoryOrder memory;

  /**
   * A subject.
   *
   * @param name for reports
   * @param hardware what the machine is
   * @param program sets it up: makes contexts and starts CPUs with them
   */
  public MachineSubject(String name, HardwareModel hardware, Consumer<VirtualMachine> program) {
    this.name = name;
    this.hardware = hardware;
    this.program = program;
  }

  /**
   * Ends executions at a virtual time; those of a machine with a periodic timer have no other end.
   */
  public MachineSubject until(long nanos) {
    until = nanos;
    return this;
  }

  /** Lets timers and interrupts come at any time, see {@link Untimed}. */
  public MachineSubject untimed() {
    untimed = true;
    return this;
  }

  /** Lets accesses to words take effect when a memory order allows, see {@link WithMemory}. */
  public MachineSubject memory(MemoryOrder order) {
    memory = order;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome execute(ChoicePolicy chooser) {
    ChoicePolicy timed = untimed ? new Untimed(chooser) : chooser;
    ChoicePolicy policy = memory == null ? timed : new WithMemory(timed, memory);
    try (VirtualMachine machine = VirtualMachine.on(hardware).policy(policy).build()) {
      program.accept(machine);
      return outcome(machine, machine.run(until));
    } catch (Violation failed) {
      return Outcome.violation(failed.check(), String.valueOf(failed.getMessage()));
    }
  }

  private static Outcome outcome(VirtualMachine machine, Stop stop) {
    return switch (stop) {
      case QUIESCENT, TIME_LIMIT -> Outcome.OK;
      case STUCK -> Outcome.deadlock(describe(machine));
      case NO_PROGRESS -> Outcome.livelock(String.join("; ", machine.describeCpus()));
      case STOPPED -> Outcome.PRUNED;
    };
  }

  private static String describe(VirtualMachine machine) {
    return String.join(
        "; ", machine.describeCpus().stream().filter(line -> line.contains("about to")).toList());
  }
}
