package dev.dramatis.machines;

import java.util.Collection;
import java.util.Comparator;

/** What a user may have meant by a key that is not understood. */
final class Suggestion {
  private Suggestion() {}

  /** The message for an unknown key of a section. */
  static String forKey(String key, String path, Collection<String> known) {
    String where = path.isEmpty() ? "" : " in " + path;
    String shown = key.length() > 60 ? key.substring(0, 60) + "..." : key;
    String withUnit = known.stream().filter(k -> k.startsWith(key + "_")).findFirst().orElse(null);
    if (withUnit != null) {
      return "key " + shown + where + " lacks its unit; write " + withUnit;
    }
    String near =
        known.stream()
            .filter(k -> !k.equals("src") && !k.equals("conf"))
            .min(Comparator.comparingInt(k -> distance(key, k)))
            .orElse(key);
    if (!near.equals(key) && isSlipOf(key, near)) {
      return "key " + shown + where + " is unknown; did you mean " + near + "?";
    }
    return "key " + shown + where + " is unknown; known are " + String.join(", ", known);
  }

  /** Whether the word is another, misspelt or without its unit. */
  static boolean isSlipOf(String word, String other) {
    return other.startsWith(word + "_") || distance(word, other) <= other.length() / 3;
  }

  /** Letters to insert, drop or exchange to get from one word to the other. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > b.length()) {
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
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
