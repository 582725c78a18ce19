package dev.dramatis.personality.netbsd;

import java.util.Map;
import java.util.TreeMap;

/**
 * Users, and the limits that their processes start with (kern_uidinfo.c). Processes of a workload
 * belong to the superuser, who passes limits; with the option {@code rlimit-nthr} to user 1000, who
 * does not; or to whom the option {@code uid} names.
 */
final class Uids {
  private static final int SOMEBODY = 1000;

  private final Map<Integer, Uidinfo> users = new TreeMap<>();
  private final int uid;
  private final int nthr;

  Uids(Options options) {
    nthr = options.limit("rlimit-nthr");
    uid = options.number("uid", nthr == Integer.MAX_VALUE ? 0 : SOMEBODY, 0, Integer.MAX_VALUE);
  }

  /** uid_find. */
  Uidinfo find(int who) {
    return users.computeIfAbsent(who, Uidinfo::new);
  }

  /** A process that comes from outside gets a user and limits. */
  void login(Kern kern, Proc p) {
    p.cred = uid;
    p.uid = find(uid);
    p.uid.chgproccnt(1);
    int limit = nthr == Integer.MAX_VALUE ? kern.init.maxlwp() : nthr;
    p.rlimit = new Rlimits(kern.fork.maxproc(), kern.fork.maxproc(), limit, limit);
  }

  /**
   * The processes and LWPs of a process are another user's from now on (kern_prot.c: do_setresuid).
   */
  void change(Proc p, int who) {
    Uidinfo next = find(who);
    int further = p.nlwps - 1;
    p.uid.chgproccnt(-1);
    p.uid.chglwpcnt(-further);
    next.chgproccnt(1);
    next.chglwpcnt(further);
    p.cred = who;
    p.uid = next;
  }

  /** LWPs of all users, as far as they are counted. */
  int lwps() {
    int sum = 0;
    for (Uidinfo user : users.values()) {
      sum += user.chglwpcnt(0);
    }
    return sum;
  }

  /** Processes of all users. */
  int procs() {
    int sum = 0;
    for (Uidinfo user : users.values()) {
      sum += user.chgproccnt(0);
    }
    return sum;
  }
}
