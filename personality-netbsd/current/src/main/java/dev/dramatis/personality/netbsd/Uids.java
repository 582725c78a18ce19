package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.KernelHost;
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
  private final String nthr;

  Uids(KernelHost host) {
    nthr = host.option("rlimit-nthr", "unlimited");
    int whose = nthr.equals("unlimited") ? 0 : SOMEBODY;
    uid = Integer.parseInt(host.option("uid", String.valueOf(whose)));
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
    long maxlwp = kern.init.maxlwp();
    long limit = nthr.equals("unlimited") ? maxlwp : Long.parseLong(nthr);
    p.rlimit = new Rlimits(kern.fork.maxproc(), kern.fork.maxproc(), limit, limit);
  }

  /**
   * The processes and LWPs of a process are another user's from now on (kern_prot.c:
   * do_setresuid).
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
