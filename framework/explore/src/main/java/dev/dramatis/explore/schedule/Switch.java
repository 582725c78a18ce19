package dev.dramatis.explore.schedule;

/**
 * A place at which a schedule departs from going on with whoever acts.
 *
 * @param after who acted last; {@link #NOBODY} at the start
 * @param steps how many steps that one has taken by then
 * @param to who acts next
 * @param variant which of several possible results of the step; 0 if there is only one
 * @param note what the one who is interrupted was about to do, and the next one does; for people
 */
public record Switch(int after, int steps, int to, int variant, String note) {
  /** Stands for nobody: nothing has happened yet. */
  public static final int NOBODY = Integer.MIN_VALUE;

  boolean isAt(int last, int count) {
    return after == last && steps == count;
  }
}
