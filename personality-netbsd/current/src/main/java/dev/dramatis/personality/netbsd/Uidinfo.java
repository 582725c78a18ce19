package dev.dramatis.personality.netbsd;

/** What is counted for each user (struct uidinfo). */
final class Uidinfo {
  final int uid;

  /** ui_proccnt. */
  private int proccnt;

  /** ui_lwpcnt: LWPs but the first one of each process. */
  private int lwpcnt;

  Uidinfo(int uid) {
    this.uid = uid;
  }

  /** chgproccnt: returns the new count. */
  int chgproccnt(int diff) {
    proccnt += diff;
    return proccnt;
  }

  /** chglwpcnt: returns the new count. */
  int chglwpcnt(int diff) {
    lwpcnt += diff;
    return lwpcnt;
  }
}
