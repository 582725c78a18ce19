package dev.dramatis.engine;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * An event as something to choose. Where time decides when events come, it touches everything; else
 * an object of its own, which setting and cancelling touch too.
 */
final class EventStep implements Step {
  final Event event;
  private final int number;
  private final @Nullable NumberedLine line;
  private final @Nullable VirtualCpu resumes;

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
    return resumes == null ? -1 : resumes.cause();
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
