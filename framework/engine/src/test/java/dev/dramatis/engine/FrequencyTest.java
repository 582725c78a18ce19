package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.FrequencyGovernor;
import dev.dramatis.spi.hardware.OperatingPoint;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The clock decides how fast work proceeds, and the load may decide the clock. */
class FrequencyTest {
  private static final long MS = 1_000_000;

  private final List<String> changes = new ArrayList<>();

  private Bodies run(FrequencyGovernor governor, long until, long... busyAndIdle) {
    TunedHardware hardware = new TunedHardware(1, 1, 1024);
    hardware.governor = governor;
    hardware.points =
        List.of(
            new OperatingPoint(500, -1),
            new OperatingPoint(1000, -1),
            new OperatingPoint(2000, -1));
    TraceSink sink =
        new TraceSink() {
          @Override
          public void event(long time, EventKind kind, int cpu, int thread, long arg) {
            if (kind == EventKind.FREQUENCY) {
              changes.add(arg + "MHz@" + time);
            }
          }

          @Override
          public void name(int number, String name) {
            // not of interest
          }
        };
    try (VirtualMachine machine = VirtualMachine.on(hardware).sinks(List.of(sink)).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          -1,
          (c, context) -> {
            for (int i = 0; i < busyAndIdle.length; i += 2) {
              bodies.compute(context, busyAndIdle[i]);
              bodies.say("done", c);
              machine.newTimer("t", 4, x -> {}).set(c, c.now() + busyAndIdle[i + 1]);
              c.idle();
            }
          });
      machine.run(until);
      return bodies;
    }
  }

  @Test
  void shouldRunAtTheHighestClockUnlessToldOtherwise() {
    assertThat(run(FrequencyGovernor.PERFORMANCE, 10 * MS, MS, MS).log)
        .containsExactly("done@1000000");
    assertThat(changes).isEmpty();
  }

  @Test
  void shouldTakeFourTimesAsLongAtAQuarterOfTheClock() {
    assertThat(run(FrequencyGovernor.POWERSAVE, 10 * MS, MS, MS).log)
        .containsExactly("done@4000000");
    assertThat(changes).containsExactly("500MHz@0");
  }

  @Test
  void shouldFollowTheLoadUpwards() {
    Bodies bodies = run(FrequencyGovernor.SCHEDUTIL, 2000 * MS, 200 * MS, MS);
    // looked at every 10 ms, and 50 us until the clock has changed; the utilisation that one sees
    // is bounded by the clock, so it climbs point by point
    assertThat(changes).startsWith("500MHz@0").last().asString().startsWith("2000MHz@");
    long end = Long.parseLong(bodies.log.getFirst().substring(5));
    assertThat(end).isBetween(200 * MS, 400 * MS);
  }

  @Test
  void shouldStaySlowUnderALightLoad() {
    long[] light = new long[200];
    for (int i = 0; i < light.length; i += 2) {
      light[i] = MS / 10;
      light[i + 1] = 10 * MS;
    }
    run(FrequencyGovernor.SCHEDUTIL, 2000 * MS, light);
    assertThat(changes).containsExactly("500MHz@0");
  }

  @Test
  void shouldHalveAnOldLoadIn32Periods() {
    Utilisation u = new Utilisation();
    u.state(0, true, 1024);
    u.state(1000L << 20, false, 1024);
    assertThat(u.at(1000L << 20)).isBetween(1020, 1024);
    assertThat(u.at(1032L << 20)).isBetween(508, 512);
    assertThat(u.at(1064L << 20)).isBetween(253, 256);
    assertThat(u.at(5000L << 20)).isZero();
  }
}
