package dev.dramatis.lab.compare;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Hashes by which finished runs are found again. */
public final class CellKey {
  private CellKey() {}

  /** SHA-256 of a text, in hexadecimal. */
  public static String sha256(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Over all inputs, in the order of the map; lengths go in too, so that no two maps look alike.
   */
  public static String of(Map<String, String> inputs) {
    MessageDigest sha = digest();
    inputs.forEach((name, value) -> {
      update(sha, name);
      update(sha, value);
    });
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void update(MessageDigest sha, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    sha.update(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
