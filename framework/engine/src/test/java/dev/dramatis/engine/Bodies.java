package dev.dramatis.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Runs one piece of code on each CPU of a machine, and notes what the codes say. */
final class Bodies {
  final List<String> log = new ArrayList<>();
  private final VirtualMachine machine;

  Bodies(VirtualMachine machine) {
    this.machine = machine;
  }

  /** The code for a CPU; gets the CPU and the context that it runs on. */
  Bodies on(int cpu, int space, BiConsumer<VirtualCpu, VirtualContext> code) {
    VirtualCpu c = (VirtualCpu) machine.cpu(cpu);
    VirtualContext[] self = new VirtualContext[1];
    self[0] =
        (VirtualContext)
            machine.newContext(
                "code/" + cpu,
                space,
                () -> {
                  code.accept(c, self[0]);
                  while (true) {
                    c.idle();
                  }
                });
    // a switch, so that the CPU is in the address space
    VirtualContext boot =
        (VirtualContext) machine.newContext("boot/" + cpu, -1, () -> c.switchTo(self[0]));
    machine.start(c, boot);
    return this;
  }

  /** Computes to the end, whatever interrupts. */
  void compute(VirtualContext context, long work) {
    long left = work;
    while (left > 0) {
      left = machine.compute(context, left);
    }
  }

  void say(String what, VirtualCpu cpu) {
    log.add(what + "@" + cpu.now());
  }
}
