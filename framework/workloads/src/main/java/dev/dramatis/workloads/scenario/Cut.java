package dev.dramatis.workloads.scenario;

import java.util.ArrayList;
import java.util.List;

/** A text from which parts are cut out: whole lines where nothing else stands on them. */
public final class Cut {
  /** A part of a text: lines and columns from 0, the end exclusive. */
  record Span(int fromLine, int fromColumn, int toLine, int toColumn) {}

  private final List<StringBuilder> lines = new ArrayList<>();
  private final boolean[] gone;

  Cut(String text) {
    text.lines().forEach(line -> lines.add(new StringBuilder(line)));
    gone = new boolean[lines.size()];
  }

  /** Cuts parts out, which do not overlap. */
  void out(List<Span> spans) {
    // from the end, so that columns stay what they are
    spans.stream()
        .sorted((a, b) ->
            a.fromLine != b.fromLine ? b.fromLine - a.fromLine : b.fromColumn - a.fromColumn)
        .forEach(this::out);
  }

  private void out(Span span) {
    StringBuilder first = lines.get(span.fromLine);
    String before = first.substring(0, span.fromColumn);
    if (before.replace("-", "").isBlank()) {
      for (int line = span.fromLine; line <= span.toLine; line++) {
        gone[line] = true;
      }
    } else if (span.fromLine == span.toLine) {
      outOfList(first, span.fromColumn, span.toColumn);
    }
  }

  /** An item goes with the comma behind it, the last one with the comma before. */
  private static void outOfList(StringBuilder line, int from, int to) {
    int end = to;
    while (end < line.length() && line.charAt(end) == ' ') {
      end++;
    }
    int start = from;
    if (end < line.length() && line.charAt(end) == ',') {
      end++;
      while (end < line.length() && line.charAt(end) == ' ') {
        end++;
      }
    } else {
      end = to;
      while (start > 0 && (line.charAt(start - 1) == ' ' || line.charAt(start - 1) == ',')) {
        start--;
      }
    }
    line.delete(start, end);
  }

  /** What is left. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      if (!gone[i]) {
        text.append(lines.get(i)).append('\n');
      }
    }
    return text.toString();
  }

  /** The number that a line has now, from 1; 0 if it is gone. */
  public int line(int number) {
    if (number < 1 || number > gone.length || gone[number - 1]) {
      return 0;
    }
    int left = 0;
    for (int i = 0; i < number; i++) {
      left += gone[i] ? 0 : 1;
    }
    return left;
  }
}
