package dev.dramatis.personality.netbsd;

import java.util.ArrayList;
import java.util.List;

/** A process group (struct pgrp). */
final class Pgrp {
  /** pg_id: the pid of the process that it was made for. */
  final int id;

  /** Number in the workload of that process. */
  final int number;

  /** The session, by the pid of its leader. */
  final int session;

  final List<Proc> members = new ArrayList<>(1);

  /**
   * pg_jobc: members whose parent is in another group of the session, and so could continue them.
   * At 0 the group is orphaned.
   */
  int jobc;

  Pgrp(int id, int number, int session) {
    this.id = id;
    this.number = number;
    this.session = session;
  }
}
