package dev.dramatis.engine;

import dev.dramatis.engine.coroutine.Coroutine;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import org.jspecify.annotations.Nullable;

/**
 * A kernel stack. The coroutine is made when the context first runs, so a thread that never runs
 * has none.
 */
public final class VirtualContext implements Context {
  private final String name;
  private final int addressSpace;
  private final long workingSet;
  private boolean leftForGood;
  private @Nullable Runnable body;
  private @Nullable Coroutine coroutine;
  private @Nullable Object tag;
  VirtualCpu cpu;

  /** CPU on which it computed last in user mode, or -1. */
  int warmOn = -1;

  /** Whether an interrupt was taken in user mode and the user boundary not yet passed. */
  boolean trapped;

  VirtualContext(VirtualCpu boot, String name, int addressSpace, long workingSet, Runnable body) {
    this.cpu = boot;
    this.name = name;
    this.addressSpace = addressSpace;
    this.workingSet = workingSet;
    this.body = body;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Cpu cpu() {
    return cpu;
  }

  @Override
  public int addressSpace() {
    return addressSpace;
  }

  @Override
  public boolean finished() {
    return leftForGood || (coroutine != null && coroutine.done());
  }

  /** What the layer above hung on the context, or null. */
  public @Nullable Object tag() {
    return tag;
  }

  /** Hangs something on the context, such as the thread that it belongs to. */
  public void tag(@Nullable Object newTag) {
    tag = newTag;
  }

  long workingSet() {
    return workingSet;
  }

  /** Runs until the context leaves its CPU or the CPU pauses. */
  void resume(VirtualMachine machine) {
    Coroutine c = coroutine;
    if (c == null) {
      Runnable b = body;
      if (b == null) {
        throw new IllegalStateException("context " + name + " has ended");
      }
      body = null;
      c = machine.coroutines.create(b);
      coroutine = c;
    }
    c.resume();
    if (leftForGood) {
      coroutine = null;
      c.abandon();
    }
  }

  /** Gives the host's control back and lets go of the stack; called from inside. */
  void leaveForGood() {
    leftForGood = true;
    suspend();
  }

  /** Gives the host's control back to the engine's loop; called from inside. */
  void suspend() {
    Coroutine c = coroutine;
    if (c == null) {
      throw new IllegalStateException("context " + name + " does not run");
    }
    c.suspend();
  }

  @Override
  public String toString() {
    return name;
  }
}
