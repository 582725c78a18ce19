package dev.dramatis.personality.freebsd;

import java.util.ArrayList;
import java.util.List;

/** A process group. Guarded by the lock of the process tree. */
final class Pgrp {
  /** pg_id: the native number of the process that made it. */
  final int id;

  /** The neutral number of that process. */
  final int number;

  /** pg_members, the latest first. */
  final List<Proc> members = new ArrayList<>();

  Pgrp(int id, int number) {
    this.id = id;
    this.number = number;
  }
}
