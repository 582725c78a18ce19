package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What several workers have explored, are exploring, and are still to explore together. Used by one
 * host thread, between the workers' turns.
 */
final class SharedTree {
  private final Node root = new Node(null, null, List.of());

  /** A state in which more than one step has to be tried, or had to. */
  private static final class Node {
    final @Nullable Node parent;

    /** The step that leads here. */
    final @Nullable Child way;

    List<Branch> asleep;
    final List<Child> children = new ArrayList<>();

    Node(@Nullable Node parent, @Nullable Child way, List<Branch> asleep) {
      this.parent = parent;
      this.way = way;
      this.asleep = asleep;
    }
  }

  /** A step to be tried. */
  private static final class Child {
    final Branch branch;

    /** Whether it was handed out, or is a way to further nodes. */
    boolean taken;

    @Nullable Node node;

    Child(Branch branch, boolean taken) {
      this.branch = branch;
      this.taken = taken;
    }
  }

  /** A task and where it belongs. */
  static final class Assignment {
    final Branch.Task task;
    private final Node node;
    private final @Nullable Child child;

    private Assignment(Branch.Task task, Node node, @Nullable Child child) {
      this.task = task;
      this.node = node;
      this.child = child;
    }
  }

  /** The first assignment: everything. */
  Assignment everything() {
    return new Assignment(new Branch.Task(List.of()), root, null);
  }

  /** Hands out up to so many tasks. */
  List<Assignment> assign(int most) {
    List<Assignment> assignments = new ArrayList<>();
    assign(root, most, assignments);
    return assignments;
  }

  /** Whether anything is left to hand out. */
  boolean hasMore() {
    return hasMore(root);
  }

  private static boolean hasMore(Node node) {
    for (Child child : node.children) {
      if (child.node == null ? !child.taken : hasMore(child.node)) {
        return true;
      }
    }
    return false;
  }

  private void assign(Node node, int most, List<Assignment> assignments) {
    for (Child child : node.children) {
      if (assignments.size() >= most) {
        return;
      }
      if (child.node != null) {
        assign(child.node, most, assignments);
      } else if (!child.taken) {
        child.taken = true;
        assignments.add(new Assignment(taskOf(node, child), node, child));
      }
    }
  }

  private static Branch.Task taskOf(Node node, Child child) {
    List<Branch.Level> levels = new ArrayList<>();
    Node at = node;
    Child taken = child;
    while (at != null && taken != null) {
      List<Branch> asleep = new ArrayList<>(at.asleep);
      List<Branch> others = new ArrayList<>();
      boolean after = false;
      for (Child c : at.children) {
        if (c == taken) {
          after = true;
        } else {
          (after ? others : asleep).add(c.branch);
        }
      }
      levels.addFirst(new Branch.Level(taken.branch, asleep, others));
      taken = at.way;
      at = at.parent;
    }
    return new Branch.Task(levels);
  }

  /** Takes in what a worker has done. */
  void merge(Assignment assignment, Branch.Report report) {
    Node at = assignment.node;
    Child child = assignment.child;
    for (Branch.Rest rest : report.rest()) {
      if (child != null) {
        at = new Node(at, child, rest.asleep());
        child.node = at;
      } else {
        at.asleep = rest.asleep();
      }
      for (Branch branch : rest.children()) {
        at.children.add(new Child(branch, false));
      }
      child = at.children.isEmpty() ? null : at.children.getFirst();
    }
    markWays(assignment, report);
    Node above = assignment.node;
    for (int level = report.found().size() - 1; level >= 0; level--) {
      for (Branch found : report.found().get(level)) {
        insert(above, found);
      }
      Node parent = above.parent;
      if (parent == null) {
        break;
      }
      above = parent;
    }
  }

  /** The first child of every level of a rest but the last is a way, not a task. */
  private static void markWays(Assignment assignment, Branch.Report report) {
    Node at = assignment.child == null ? assignment.node : assignment.child.node;
    for (int i = 0; i + 1 < report.rest().size() && at != null; i++) {
      Child way = at.children.getFirst();
      way.taken = true;
      at = way.node;
    }
  }

  /**
   * What the worker found has to be explored unless another one found the same first step: that one
   * stands for all that begins so. Of what it knew itself it has left out what is covered.
   */
  private static void insert(Node node, Branch found) {
    for (Child child : node.children) {
      if (child.branch.actor() == found.actor()) {
        return;
      }
    }
    node.children.add(new Child(found, false));
  }
}
