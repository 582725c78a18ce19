package dev.dramatis.console;

import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.hardware.HardwareModel;
import java.util.ArrayList;
import java.util.List;

/** CPUs that go and come, as the user wrote them: {@code CPU@TIME}. */
final class Hotplug {
  private Hotplug() {}

  static List<Swap> parse(String option, List<String> texts, HardwareModel model)
      throws UserException {
    List<Swap> changes = new ArrayList<>();
    for (String text : texts) {
      int at = text.indexOf('@');
      if (at <= 0 || !text.substring(0, at).matches("[0-9]{1,6}")) {
        throw UserException.badInput(
            option + ": '" + text + "' is no CPU and time; write for example 3@500ms");
      }
      int cpu = Integer.parseInt(text.substring(0, at));
      int cpus = model.topology().cpuCount();
      if (cpu >= cpus) {
        throw UserException.badInput(
            option
                + ": "
                + model.id()
                + " has no CPU "
                + cpu
                + "; its CPUs are 0 to "
                + (cpus - 1));
      }
      long when = RunSettings.time(option, text.substring(at + 1));
      changes.add(new Swap.CpuOnline(when, cpu, option.equals("--replug")));
    }
    return changes;
  }

  /** Everything that is changed on the way, for the record of inputs. */
  static List<String> texts(List<String> swaps, List<String> unplugs, List<String> replugs) {
    List<String> all = new ArrayList<>(swaps);
    unplugs.forEach(u -> all.add("unplug=" + u));
    replugs.forEach(r -> all.add("replug=" + r));
    return all;
  }
}
