package dev.dramatis.simulation;

import dev.dramatis.engine.Event;
import dev.dramatis.simulation.RunResult.SwapReport;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.UserThread.Life;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Carries all threads from one kernel to another. Every thread comes to the user boundary by itself
 * and leaves its kernel there; when the last one has, the machine is cleared, the next kernel boots
 * and takes them in.
 */
final class PersonalitySwap extends Event {
  private static final long POLL_NANOS = 1_000;

  private final World world;
  private final Personality personality;
  private final Function<Personality, Kernel> boot;
  private final List<SwapReport> reports;
  private final long requested;
  private final List<SimThread> exiting = new ArrayList<>();
  private int awaited;
  private int carried;
  private boolean asked;

  PersonalitySwap(
      World world,
      Swap.ToPersonality request,
      Function<Personality, Kernel> boot,
      List<SwapReport> reports) {
    this.world = world;
    this.personality = request.personality();
    this.boot = boot;
    this.reports = reports;
    this.requested = request.atNanos();
  }

  @Override
  protected void fire() {
    if (asked) {
      exchange();
    } else {
      ask();
    }
  }

  private void ask() {
    if (world.inUnrepeatableCall()) {
      world.machine().at(world.machine().now() + POLL_NANOS, this);
      return;
    }
    String refusal =
        world.swapPending() ? "another swap is still under way" : world.kernel().refusesExport();
    if (!refusal.isEmpty()) {
      report(-1, refusal);
      return;
    }
    asked = true;
    for (SimThread thread : world.threads()) {
      if (thread.exiting()) {
        exiting.add(thread);
      }
    }
    awaited = world.present();
    world.begin(this);
    if (awaited == 0) {
      exchangeNow();
    } else {
      world.kernel().requestBoundary();
      world.machine().nudge();
    }
  }

  /** A thread has left its kernel. */
  void arrived(SimThread thread) {
    carried++;
    oneLess();
  }

  /** A thread that was awaited has left its kernel or ended. */
  void oneLess() {
    if (--awaited == 0) {
      exchangeNow();
    }
  }

  /** A thread has begun to exit; the exchange waits until it is a zombie or gone. */
  void exiting(SimThread thread) {
    exiting.add(thread);
  }

  /** A thread was created while others are already at the boundary. */
  void oneMore() {
    awaited++;
  }

  private void exchangeNow() {
    world.machine().at(world.machine().now(), this);
  }

  private void exchange() {
    exiting.removeIf(t -> t.life() != Life.ALIVE);
    if (!exiting.isEmpty()) {
      // the last threads are still on their way out through the old kernel
      world.machine().at(world.machine().now() + POLL_NANOS, this);
      return;
    }
    world.kernel().shutdown();
    world.dropAttachments();
    world.machine().reset();
    world.traceSwap("personality " + personality.id());
    Kernel next = boot.apply(personality);
    world.setKernel(next);
    world.end();
    for (SimThread thread : world.threads()) {
      if (thread.life() != Life.GONE && thread.launched()) {
        next.adopt(thread);
      }
    }
    report(world.machine().now(), "");
  }

  private void report(long completed, String refusal) {
    reports.add(
        new SwapReport(requested, completed, "personality=" + personality.id(), carried, refusal));
  }
}
