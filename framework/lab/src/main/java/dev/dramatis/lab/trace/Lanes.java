package dev.dramatis.lab.trace;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which CPUs of a run are drawn: those that ran something, as many as there is room for.
 *
 * @param cpus numbers of the CPUs drawn
 * @param remark what is not drawn, or empty
 */
record Lanes(List<Integer> cpus, String remark) {
  private static final int MOST = 32;
  private static final int FEWEST = 4;

  static Lanes of(Strip strip) {
    int all = strip.cpus().size();
    List<Integer> used =
        IntStream.range(0, all)
            .filter(cpu -> all <= FEWEST || !strip.cpus().get(cpu).isEmpty())
            .boxed()
            .toList();
    List<Integer> drawn = used.subList(0, Math.min(MOST, used.size()));
    int idle = all - used.size();
    int left = used.size() - drawn.size();
    String remark =
        (left == 0 ? "" : left + " more CPUs are not shown")
            + (left == 0 || idle == 0 ? "" : "; ")
            + (idle == 0 ? "" : idle + " CPUs had nothing to run");
    return new Lanes(drawn, remark);
  }

  /** Height of a lane: all runs of a picture need about the same room. */
  int height() {
    return cpus.size() <= 4 ? 20 : cpus.size() <= 8 ? 14 : cpus.size() <= 16 ? 10 : 6;
  }

  /** Whether a lane is high enough for its number to stand beside it. */
  boolean numbered(int lane) {
    return height() >= 10 || lane % 4 == 0;
  }
}
