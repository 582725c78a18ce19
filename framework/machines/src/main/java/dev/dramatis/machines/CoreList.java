package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists of cores as kernels write them: {@code 0-3,8}. */
final class CoreList {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(-(\\d{1,5}))?");

  private CoreList() {}

  static List<Integer> parse(Yaml value, int cores) throws MachineException {
    String text = Section.text("cores", value);
    List<Integer> list = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      Matcher m = RANGE.matcher(word.strip());
      int first = m.matches() ? Integer.parseInt(m.group(1)) : 1;
      int last = !m.matches() ? 0 : m.group(3) == null ? first : Integer.parseInt(m.group(3));
      if (first > last) {
        throw value
            .at()
            .error("cores: cannot read \"" + text + "\"; write all, or a list such as 0-3,8");
      }
      if (last >= cores) {
        throw value
            .at()
            .error(
                "cores: there is no core " + last + "; the topology has cores 0 to " + (cores - 1));
      }
      for (int core = first; core <= last; core++) {
        list.add(core);
      }
    }
    return list;
  }
}
