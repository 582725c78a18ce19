package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code core_classes}. The capacity is what firmware declares, {@code floor(1024 x
 * dmips_mhz x clock / the largest such product)}; the experienced capacity is what integer work was
 * measured to get, and may well differ.
 */
final class CoreClassReader {
  private static final int FULL = 1024;
  private static final String INTEGER_WORK = "branchy_integer";
  private static final String DMIPS = "capacity_dmips_mhz";

  private final List<Section> sections;
  private final List<Draft> drafts = new ArrayList<>();
  private final Place at;

  /** A class whose capacity may still have to be computed. */
  private record Draft(
      Section section, String id, @Nullable Integer capacity, int mhz, FigureMap figures) {}

  CoreClassReader(Section machine) throws MachineException {
    machine.need("core_classes");
    at = machine.keyAt("core_classes");
    sections = machine.sections("core_classes");
    if (sections.isEmpty()) {
      throw at.error("core_classes is empty; list at least one class");
    }
    for (Section section : sections) {
      drafts.add(draft(section));
    }
  }

  private Draft draft(Section section) throws MachineException {
    String id = section.text("id");
    if (!id.matches("[A-Za-z0-9_+]{1,32}")) {
      throw section
          .keyAt("id")
          .error("core class id \"" + id + "\" has to be 1 to 32 letters, digits, _ or +");
    }
    if (drafts.stream().anyMatch(d -> d.id().equals(id))) {
      throw section
          .keyAt("id")
          .error("core class " + id + " is here for the second time; rename or drop one");
    }
    FigureMap figures = new FigureMap();
    Figure capacity = section.figure("capacity", 1, FULL);
    figures.put(DMIPS, section.figure(DMIPS, 1, 1e6));
    byWorkload(section.section("capacity_by_workload"), figures);
    int mhz = frequencies(section, figures);
    String power = "dynamic_power_coefficient_uw_per_mhz_v2";
    figures.put(power, section.figure(power, 0, 1e9));
    figures.put("smt_throughput_ratio", section.figure("smt_throughput_ratio", 0.1, 16));
    figures.costs(section.section("costs"));
    // The scope of a class's own cache is where the topology puts it.
    figures.caches(section.sections("caches"), new LinkedHashMap<>());
    if (capacity != null && capacity.value() != Math.rint(capacity.value())) {
      throw section
          .keyAt("capacity")
          .error(section.path("capacity") + " has to be a whole number, 1 to " + FULL);
    }
    return new Draft(section, id, capacity == null ? null : (int) capacity.value(), mhz, figures);
  }

  private static void byWorkload(@Nullable Section section, FigureMap figures)
      throws MachineException {
    if (section == null) {
      return;
    }
    for (String workload : section.keys()) {
      if (!workload.equals("src") && !workload.equals("conf")) {
        figures.put("capacity_by_workload." + workload, section.figure(workload, 1, FULL));
      }
    }
    section.done();
  }

  /** Reads the clocks; the result is the one at which cycles are counted, the highest. */
  private static int frequencies(Section section, FigureMap figures) throws MachineException {
    section.need("freq_mhz");
    Section clocks = Objects.requireNonNull(section.section("freq_mhz"));
    double top = 0;
    for (String key : List.of("max", "nominal", "min")) {
      Figure figure = clocks.figure(key, 1, 1e5);
      figures.put("freq_mhz." + key, figure);
      top = top == 0 && figure != null ? figure.value() : top;
    }
    double before = 0;
    int index = 0;
    for (Yaml item : clocks.items("opp")) {
      String path = clocks.path("opp") + "[" + index + "]";
      Figure point = clocks.figure(path, item, 1, 1e5);
      if (point.value() <= before) {
        throw item.at()
            .error(path + " is not above the one before; list operating points from slow to fast");
      }
      before = point.value();
      figures.put("freq_mhz.opp." + index++, point);
    }
    voltages(clocks, index, figures);
    clocks.done();
    if (Math.max(top, before) == 0) {
      throw clocks.at().error(clocks.path() + " is empty; give max, nominal or opp");
    }
    return (int) Math.round(Math.max(top, before));
  }

  /** One voltage for each operating point, or none at all. */
  private static void voltages(Section clocks, int points, FigureMap figures)
      throws MachineException {
    List<Yaml> volts = clocks.items("opp_microvolt");
    if (!volts.isEmpty() && volts.size() != points) {
      throw clocks
          .keyAt("opp_microvolt")
          .error(
              clocks.path("opp_microvolt")
                  + " has "
                  + volts.size()
                  + " voltages for "
                  + points
                  + " operating points; give one for each");
    }
    for (int i = 0; i < volts.size(); i++) {
      String path = clocks.path("opp_microvolt") + "[" + i + "]";
      figures.put("freq_mhz.opp_microvolt." + i, clocks.figure(path, volts.get(i), 1e5, 1e7));
    }
  }

  /** Index of the class by core: from the tree, or from the cores that each class claims. */
  int[] assign(List<CoreSpot> cores) throws MachineException {
    int[] classOfCore = new int[cores.size()];
    Arrays.fill(classOfCore, -1);
    for (int c = 0; c < sections.size(); c++) {
      Yaml claim = sections.get(c).take("cores");
      for (int core : claimed(drafts.get(c), claim, cores)) {
        if (classOfCore[core] >= 0) {
          throw sections
              .get(c)
              .keyAt("cores")
              .error(
                  "core "
                      + core
                      + " already belongs to class "
                      + drafts.get(classOfCore[core]).id()
                      + "; each core has one class");
        }
        classOfCore[core] = c;
      }
    }
    for (int core = 0; core < classOfCore.length; core++) {
      if (classOfCore[core] < 0) {
        String wanted = cores.get(core).coreClass();
        throw at.error(
            wanted == null
                ? "core "
                    + core
                    + " belongs to no class; give cores: all, or a list such as cores: 0-3"
                : "topology.objects names core class " + wanted + ", which core_classes lacks");
      }
    }
    return classOfCore;
  }

  private List<Integer> claimed(Draft draft, @Nullable Yaml claim, List<CoreSpot> cores)
      throws MachineException {
    List<Integer> claimed = new ArrayList<>();
    boolean named = cores.getFirst().coreClass() != null;
    if (named && claim != null && !Section.text("cores", claim).equals("all")) {
      throw claim
          .at()
          .error("cores is not needed where topology.objects names the classes; drop it");
    }
    if (!named
        && (claim == null ? drafts.size() > 1 : !Section.text("cores", claim).equals("all"))) {
      return claim == null ? claimed : CoreList.parse(claim, cores.size());
    }
    for (int core = 0; core < cores.size(); core++) {
      if (!named || draft.id().equals(cores.get(core).coreClass())) {
        claimed.add(core);
      }
    }
    if (named && claimed.isEmpty()) {
      throw draft
          .section()
          .keyAt("id")
          .error("no core of topology.objects has class " + draft.id() + "; drop the class");
    }
    return claimed;
  }

  /** The classes; the cache sizes that the topology gives are theirs unless they say otherwise. */
  List<CoreClass> read(Map<String, Long> l2BytesByClass) throws MachineException {
    double fastest = 0;
    boolean all = true;
    for (Draft draft : drafts) {
      fastest = Math.max(fastest, throughput(draft));
      all &= throughput(draft) > 0;
    }
    List<CoreClass> classes = new ArrayList<>();
    for (Draft draft : drafts) {
      Long l2 = l2BytesByClass.get(draft.id());
      if (l2 != null) {
        draft.figures().putIfAbsent("caches.L2.size_bytes", l2, "topology", 'B');
      }
      int capacity = capacity(draft, all ? fastest : 0);
      classes.add(
          new CoreClass(
              draft.id(),
              capacity,
              experienced(draft, capacity),
              draft.mhz(),
              draft.figures().figures()));
      draft.section().done();
    }
    if (classes.stream().noneMatch(c -> c.capacity() == FULL)) {
      throw at.error(
          "no core class has capacity "
              + FULL
              + "; the fastest class of a machine has it by definition");
    }
    return classes;
  }

  /** Declared work per second, or 0 if nothing is declared. */
  private static double throughput(Draft draft) {
    Figure dmips = draft.figures().figures().get(DMIPS);
    return dmips == null ? 0 : dmips.value() * draft.mhz();
  }

  private static int capacity(Draft draft, double fastest) throws MachineException {
    Integer stated = draft.capacity();
    if (fastest == 0) {
      if (stated == null) {
        throw draft
            .section()
            .at()
            .error(
                draft.section().path()
                    + " lacks its capacity; give capacity, or capacity_dmips_mhz for every class");
      }
      return stated;
    }
    int byRule = Math.max(1, (int) Math.floor(FULL * throughput(draft) / fastest));
    if (stated != null && stated != byRule) {
      throw draft
          .section()
          .keyAt("capacity")
          .error(
              draft.section().path("capacity")
                  + " is "
                  + stated
                  + ", but capacity_dmips_mhz and the clocks make it "
                  + byRule
                  + "; drop one of them");
    }
    return byRule;
  }

  private static int experienced(Draft draft, int capacity) {
    Map<String, Figure> figures = draft.figures().figures();
    Figure measured = figures.get("capacity_by_workload." + INTEGER_WORK);
    return measured == null ? capacity : (int) Math.round(measured.value());
  }
}
