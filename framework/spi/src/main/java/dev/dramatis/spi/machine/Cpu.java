package dev.dramatis.spi.machine;

import java.util.function.BooleanSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One virtual CPU. All methods except {@link #id}, {@link #idling} and {@link #context} are for
 * code that runs on this CPU.
 *
 * <p>Between two <em>interaction points</em> a CPU only adds up its local time ({@link #charge}).
 * At an interaction point everything earlier in virtual time happens first, pending interrupts
 * above the current level are taken, and a choice policy may let another CPU go first. Code between
 * two interaction points is atomic to all other CPUs.
 */
@ProviderType
public interface Cpu {
  /** Number, from 0; the index in {@link Machine#cpu}. */
  int id();

  /** Local time in nanoseconds; never before {@link Machine#now} as seen from code on this CPU. */
  long now();

  /**
   * Lets local time pass. Not an interaction point; keep it to a path segment (a few microseconds).
   */
  void charge(long nanos);

  /**
   * Lets local time pass by a path length in cycles of this CPU at its current speed; fractions of
   * a nanosecond carry over.
   */
  void chargeCycles(long cycles);

  /**
   * An interaction point: pays for the object's cache line and lets everything earlier happen.
   *
   * <p>When it returns it is this CPU's turn, and stays so until the next interaction point.
   */
  void interact(SharedObject object, Access access);

  /**
   * An interaction point that waits, spinning in simulated time, until {@code ready} holds.
   * Interrupts above the current level are taken meanwhile. Costs the host nothing while waiting:
   * whoever makes the condition true must call {@link #changed} for the same object.
   *
   * @param ready a pure function of kernel state; evaluated by the engine any number of times
   */
  void await(SharedObject object, Access access, BooleanSupplier ready);

  /**
   * An interaction point for an operation that may fail: {@link Access#CAS} or {@link
   * Access#TRYLOCK}. Costs what {@link #interact} costs. Who looks on learns that a failed one
   * changes nothing.
   *
   * @param succeeds whether it would succeed now: a pure function of kernel state; evaluated by the
   *     engine any number of times
   * @return whether it succeeds; the caller then makes the change
   */
  default boolean attempt(SharedObject object, Access access, BooleanSupplier succeeds) {
    interact(object, access);
    return succeeds.getAsBoolean();
  }

  /**
   * Announces a change that a spinner in {@link #await} may wait for. The spinners look again, in
   * event order.
   */
  void changed(SharedObject object);

  /**
   * An interaction point with no object: lets earlier events happen and takes interrupts. A
   * kernel's preemption point.
   */
  void checkpoint();

  /**
   * A full memory barrier: all stores to {@linkplain MemoryWord words} before it are in memory, and
   * loads of words after it see what is there now. An interaction point only where a memory model
   * is in force.
   */
  default void fence() {}

  /** The current interrupt level; only interrupts of a higher level are taken. */
  int level();

  /** Raises the level to at least {@code level} and returns the previous one. */
  int raise(int level);

  /**
   * Sets the level back; interrupts that became permitted are taken at once (an interaction point
   * if any is pending).
   */
  void restore(int level);

  /** Whether code on this CPU is inside an interrupt handler. */
  boolean inInterrupt();

  /**
   * Sends an inter-processor interrupt to another CPU, or to this one. Sending again before
   * delivery has no effect.
   */
  void send(Interrupt ipi, Cpu target);

  /**
   * Makes an idling CPU look at its run queue: by a store where the hardware wakes on it, else by
   * the interrupt; a busy target always gets the interrupt.
   */
  void kick(Interrupt ipi, Cpu target);

  /** The context that runs here. */
  Context context();

  /**
   * Leaves the current context and continues {@code next} on this CPU. Returns when somebody
   * switches back, possibly on another CPU (see {@link Context#cpu}). Charges the hardware's switch
   * cost. {@code next} must not be on any CPU.
   */
  void switchTo(Context next);

  /**
   * Leaves the current context for good and continues {@code next} on this CPU: the last switch of
   * a thread that ends. Its stack is free at once. Never returns.
   */
  void exitTo(Context next);

  /**
   * Like {@link #switchTo}, but takes effect when the calling frames have returned to the user
   * boundary, so that none of them stays on the context. For a kernel that lets a thread go at
   * {@link dev.dramatis.spi.kernel.Kernel#export}. No interaction point may follow before the
   * return.
   */
  void switchAfterReturn(Context next);

  /**
   * Halts until an interrupt has been taken or a {@link #kick} arrived. Only for the idle context;
   * takes pending interrupts first, and returns at once if there were any.
   */
  void idle();

  /** Whether this CPU is halted in {@link #idle}. Readable from anywhere. */
  boolean idling();

  /** Whether this CPU takes work. Offline CPUs run their idle context only. */
  boolean online();

  /**
   * Makes every CPU forget a translation of an address space, this one included, and waits until
   * all have: by interrupting the CPUs that run in it, or by a broadcast, as the hardware does it.
   * An interaction point.
   */
  default void shootdown(int addressSpace) {}
}
