package dev.dramatis.explore;

/**
 * How an execution ended.
 *
 * @param kind class of ending
 * @param check name of the check that failed, or a narrower name of a deadlock, or empty
 * @param detail the values involved; of a deadlock, who waits for what; or empty
 */
public record Outcome(Kind kind, String check, String detail) {

  /** Classes of endings. */
  public enum Kind {
    /** As it should. */
    OK,
    /** A named check failed. */
    VIOLATION,
    /** Somebody waits for something that cannot happen any more. */
    DEADLOCK,
    /** Things happen without end. */
    LIVELOCK,
    /** The policy ended the execution. */
    PRUNED
  }

  /** An execution that ended well. */
  public static final Outcome OK = new Outcome(Kind.OK, "", "");

  /** An execution that the policy ended. */
  public static final Outcome PRUNED = new Outcome(Kind.PRUNED, "", "");

  /** A named check failed. */
  public static Outcome violation(String check, String detail) {
    return new Outcome(Kind.VIOLATION, check, detail);
  }

  /** Somebody waits for ever. */
  public static Outcome deadlock(String detail) {
    return new Outcome(Kind.DEADLOCK, "", detail);
  }

  /** Nobody gets anywhere. */
  public static Outcome livelock(String detail) {
    return new Outcome(Kind.LIVELOCK, "", detail);
  }

  /** Whether something is wrong with the subject. */
  public boolean failed() {
    return kind != Kind.OK && kind != Kind.PRUNED;
  }

  /**
   * What failures are sorted by: the name of the check, or {@code deadlock}, or {@code livelock}.
   */
  public String failureClass() {
    return switch (kind) {
      case VIOLATION -> check;
      case DEADLOCK -> check.isEmpty() ? "deadlock" : check;
      case LIVELOCK -> "livelock";
      case OK, PRUNED -> "";
    };
  }
}
