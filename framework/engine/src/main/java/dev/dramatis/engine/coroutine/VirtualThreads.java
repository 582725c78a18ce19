package dev.dramatis.engine.coroutine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines on virtual threads: the engine's thread and the coroutine hand the turn to each other.
 */
final class VirtualThreads implements AutoCloseable {
  /**
   * Coroutines that have begun and not ended; a parked virtual thread is never collected by itself.
   */
  private final Set<Handoff> begun = new LinkedHashSet<>();

  Coroutine create(Runnable body) {
    return new Handoff(body);
  }

  @Override
  public void close() {
    for (Handoff coroutine : List.copyOf(begun)) {
      coroutine.abandon();
    }
    begun.clear();
  }

  private final class Handoff implements Coroutine {
    private final Runnable body;
    private @Nullable Thread thread;
    private volatile @Nullable Thread engine;
    private volatile boolean itsTurn;
    private volatile boolean done;
    private volatile boolean abandoned;
    private @Nullable Throwable thrown;

    Handoff(Runnable body) {
      this.body = body;
    }

    @Override
    public void resume() {
      if (done) {
        throw new IllegalStateException("the coroutine has ended");
      }
      engine = Thread.currentThread();
      itsTurn = true;
      Thread t = thread;
      if (t == null) {
        begun.add(this);
        thread = Thread.ofVirtual().name("dramatis").start(this::execute);
      } else {
        LockSupport.unpark(t);
      }
      while (itsTurn) {
        LockSupport.park(this);
      }
      if (done) {
        begun.remove(this);
      }
      Throwable problem = thrown;
      if (problem != null) {
        thrown = null;
        switch (problem) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new IllegalStateException(problem);
        }
      }
    }

    @Override
    public void suspend() {
      giveTurnBack();
      while (!itsTurn) {
        LockSupport.park(this);
      }
      if (abandoned) {
        throw new Abandoned();
      }
    }

    @Override
    public boolean done() {
      return done;
    }

    private void execute() {
      try {
        body.run();
      } catch (Abandoned end) {
        // asked to go: nobody waits for a result
      } catch (Throwable problem) {
        thrown = problem;
      }
      done = true;
      giveTurnBack();
    }

    private void giveTurnBack() {
      Thread waiting = engine;
      itsTurn = false;
      LockSupport.unpark(waiting);
    }

    @Override
    public void abandon() {
      begun.remove(this);
      abandoned = true;
      engine = Thread.currentThread();
      itsTurn = true;
      LockSupport.unpark(thread);
      while (itsTurn) {
        LockSupport.park(this);
      }
    }
  }

  /** Unwinds a coroutine that nobody will resume. */
  private static final class Abandoned extends Error {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("abandoned", null, false, false);
    }
  }
}
