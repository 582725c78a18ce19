package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.IdleState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code idle_states}: microseconds in the file, as firmware writes them, nanoseconds
 * in the description.
 */
final class IdleStateReader {
  private static final double MAX_MICROS = 60e6;

  private IdleStateReader() {}

  static List<IdleState> read(Section machine, Map<String, Figure> figures)
      throws MachineException {
    machine.need("idle_states");
    List<IdleState> states = new ArrayList<>();
    for (Section section : machine.sections("idle_states")) {
      IdleState state = state(section, figures);
      if (states.stream().anyMatch(s -> s.id().equals(state.id()))) {
        throw section
            .keyAt("id")
            .error("idle state " + state.id() + " is here for the second time; rename or drop one");
      }
      if (!states.isEmpty() && states.getLast().minResidencyNanos() > state.minResidencyNanos()) {
        throw section
            .at()
            .error(
                "idle state "
                    + state.id()
                    + " pays sooner than the one before; list shallow states first");
      }
      states.add(state);
    }
    if (states.isEmpty()) {
      throw machine
          .keyAt("idle_states")
          .error("idle_states is empty; every CPU can at least wait for an interrupt");
    }
    return states;
  }

  private static IdleState state(Section section, Map<String, Figure> figures)
      throws MachineException {
    String id = section.text("id");
    String scope = section.word("scope", List.of("core", "cluster", "package"));
    Figure entry = figure(section, "entry_us", id, figures);
    section.need("exit_us");
    Figure exit = figure(section, "exit_us", id, figures);
    Figure actual = figure(section, "actual_exit_us", id, figures);
    section.need("min_residency_us");
    Figure residency = figure(section, "min_residency_us", id, figures);
    boolean timerStops = section.truth("local_timer_stop", false);
    boolean tlbFlushed = section.truth("tlb_flushed", false);
    section.done();
    return new IdleState(
        id,
        nanos(entry),
        nanos(actual == null ? exit : actual),
        nanos(residency),
        nanos(exit),
        IdleState.Scope.valueOf(Objects.requireNonNullElse(scope, "core").toUpperCase(Locale.ROOT)),
        timerStops,
        tlbFlushed);
  }

  /** Also kept as a figure, for the sake of its source. */
  private static @Nullable Figure figure(
      Section section, String key, String id, Map<String, Figure> figures) throws MachineException {
    Figure figure = section.figure(key, 0, MAX_MICROS);
    if (figure != null) {
      figures.put("idle_states." + id + "." + key, figure);
    }
    return figure;
  }

  private static long nanos(@Nullable Figure micros) {
    return micros == null ? 0 : Math.round(micros.value() * 1000);
  }
}
