package dev.dramatis.engine;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event as something to choose. Where time decides when events come, it touches everything; else
 * an object of its own, which setting and cancelling touch too.
 */
final class EventStep implements Step {
  /** How often an event may come early in an execution. */
  private static final int EARLY = 32;

  final Event event;
  private final int number;
  private final @Nullable NumberedLine line;
  private final @Nullable VirtualCpu resumes;

  // where the event touches an object of its own: whether it was scheduled before each change
  private boolean[] past = new boolean[4];
  private int changes;
  private int changedBy = -1;
  private int setBy = -1;
  private int early;

  EventStep(Event event, int number, boolean racing) {
    this.event = event;
    this.number = number;
    this.line = racing ? new NumberedLine(event.toString(), number) : null;
    this.resumes = null;
  }

  /** The event by which a CPU goes on: a step of the CPU. */
  EventStep(VirtualCpu.Resumption event, boolean racing) {
    this.event = event;
    this.number = ~event.cpu().id();
    this.line = null;
    this.resumes = racing ? event.cpu() : null;
  }

  /** Whether it may still come before its time: a clock that ticks early for ever leads nowhere. */
  boolean mayComeEarly() {
    return event.races() && early < EARLY;
  }

  void comesEarly() {
    early++;
  }

  @Override
  public int actor() {
    return ~number;
  }

  @Override
  public int cpu() {
    return resumes == null ? -1 : resumes.id();
  }

  @Override
  public int cause() {
    if (resumes != null) {
      return resumes.cause();
    }
    return line == null ? setBy : -1;
  }

  /** A step is about to set, cancel or fire the event; several changes by one step count once. */
  void changes(int step) {
    if (!event.scheduled()) {
      setBy = step;
    }
    if (step == changedBy) {
      return;
    }
    changedBy = step;
    if (line != null) {
      if (changes == past.length) {
        past = Arrays.copyOf(past, 2 * changes);
      }
      past[changes++] = event.scheduled();
    }
  }

  @Override
  public Past before(int count) {
    if (line == null || count > changes) {
      return Past.UNKNOWN;
    }
    return past[changes - count] ? Past.WRITES : Past.BLOCKED;
  }

  @Override
  public @Nullable SharedObject object() {
    return line;
  }

  @Override
  public int objectNumber() {
    return line == null ? -1 : number;
  }

  @Override
  public Access access() {
    return Access.RMW;
  }

  @Override
  public boolean guarded() {
    return line != null;
  }

  @Override
  public long time() {
    return event.time();
  }

  @Override
  public String label() {
    return event.toString();
  }
}
