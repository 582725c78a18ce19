package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Takes values of the types that the language knows, or says what is needed instead. */
final class Values {
  /** More CPUs than any machine has; a guard against slips of the pen. */
  private static final int MAX_CPU = 4095;

  private final Source source;

  Values(Source source) {
    this.source = source;
  }

  Node.Obj object(Member member) throws WorkloadException {
    if (member.value() instanceof Node.Obj object) {
      return object;
    }
    throw mismatch(member, "an object in braces");
  }

  String string(Member member) throws WorkloadException {
    if (member.value() instanceof Node.Str string) {
      return string.value();
    }
    throw mismatch(member, "a string");
  }

  /** A string that names something. */
  String name(Member member) throws WorkloadException {
    String name = string(member);
    if (name.isBlank()) {
      throw source.error(
          member.value().place(), "'" + member.key() + "' needs a name, not an empty string");
    }
    return name;
  }

  boolean bool(Member member) throws WorkloadException {
    if (member.value() instanceof Node.Bool bool) {
      return bool.value();
    }
    throw mismatch(member, "true or false");
  }

  int integer(Member member, int low, int high) throws WorkloadException {
    return integer(member, member.value(), low, high);
  }

  /** A time in microseconds, as nanoseconds. */
  long micros(Member member) throws WorkloadException {
    return integer(member, 0, Integer.MAX_VALUE) * 1000L;
  }

  /** A set of CPUs. */
  BitSet cpus(Member member) throws WorkloadException {
    BitSet cpus = new BitSet();
    for (Node item : list(member)) {
      cpus.set(integer(member, item, 0, MAX_CPU));
    }
    if (cpus.isEmpty()) {
      throw source.error(
          member.value().place(), "'" + member.key() + "' needs at least one CPU, for example [0]");
    }
    return cpus;
  }

  List<Node> list(Member member) throws WorkloadException {
    if (member.value() instanceof Node.Arr list) {
      return list.items();
    }
    throw mismatch(member, "a list in brackets");
  }

  /** One of several words. */
  String oneOf(Member member, List<String> words) throws WorkloadException {
    String word = string(member);
    if (!words.contains(word)) {
      throw source.error(
          member.value().place(),
          "'" + member.key() + "' must be one of " + String.join(", ", words) + ", not " + word);
    }
    return word;
  }

  /**
   * The members of a small object that must have certain keys and may have others; each at most
   * once.
   */
  List<Member> fields(Member owner, Set<String> required, Set<String> optional)
      throws WorkloadException {
    Node.Obj object = object(owner);
    List<String> seen = new ArrayList<>();
    for (Member member : object.members()) {
      if (!required.contains(member.key()) && !optional.contains(member.key())) {
        List<String> known = new ArrayList<>(required);
        known.addAll(optional);
        throw unknown(member, "'" + owner.key() + "'", known);
      }
      if (seen.contains(member.key())) {
        throw source.error(member.place(), "'" + member.key() + "' is given twice; keep one");
      }
      seen.add(member.key());
    }
    for (String key : required) {
      if (!seen.contains(key)) {
        throw source.error(object.place(), "'" + owner.key() + "' needs '" + key + "'");
      }
    }
    return object.members();
  }

  WorkloadException mismatch(Member member, String needed) {
    return source.error(
        member.value().place(),
        "'" + member.key() + "' needs " + needed + ", found " + member.value().kind());
  }

  WorkloadException unknown(Member member, String where, Collection<String> known) {
    String nearest = "";
    int best = 3;
    for (String candidate : known) {
      int distance = distance(member.key(), candidate);
      if (distance < best) {
        best = distance;
        nearest = candidate;
      }
    }
    String mend =
        nearest.isEmpty()
            ? "remove it, or use one of " + String.join(", ", known)
            : "did you mean '" + nearest + "'?";
    return source.error(
        member.place(), "unknown key '" + member.key() + "' in " + where + "; " + mend);
  }

  private int integer(Member member, Node value, int low, int high) throws WorkloadException {
    if (value instanceof Node.Real real) {
      throw source.error(
          real.place(),
          "'"
              + member.key()
              + "' needs a whole number, found "
              + real.text()
              + "; choose a smaller unit or round");
    }
    if (!(value instanceof Node.Int number)) {
      throw source.error(
          value.place(), "'" + member.key() + "' needs a whole number, found " + value.kind());
    }
    if (number.value() < low || number.value() > high) {
      throw source.error(
          value.place(),
          "'"
              + member.key()
              + "' must be from "
              + low
              + " to "
              + high
              + ", found "
              + number.value());
    }
    return (int) number.value();
  }

  /**
   * Number of insertions, deletions and replacements between two words; long words are not
   * compared.
   */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
