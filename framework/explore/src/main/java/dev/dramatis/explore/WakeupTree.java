package dev.dramatis.explore;

import java.util.Arrays;

/**
 * What is still to be explored after each event of the current execution: ordered trees of (actor,
 * footprint), all in a few arrays.
 */
final class WakeupTree {
  static final int NONE = -1;

  private int[] actors = new int[256];
  private int[] footprints = new int[256];
  private int[] firstChild = new int[256];
  private int[] nextSibling = new int[256];
  private int free = NONE;
  private int used;
  private int live;

  /** A node without children and siblings. */
  int add(int actor, int footprint) {
    int node;
    if (free != NONE) {
      node = free;
      free = nextSibling[node];
    } else {
      if (used == actors.length) {
        actors = Arrays.copyOf(actors, 2 * used);
        footprints = Arrays.copyOf(footprints, 2 * used);
        firstChild = Arrays.copyOf(firstChild, 2 * used);
        nextSibling = Arrays.copyOf(nextSibling, 2 * used);
      }
      node = used++;
    }
    live++;
    actors[node] = actor;
    footprints[node] = footprint;
    firstChild[node] = NONE;
    nextSibling[node] = NONE;
    return node;
  }

  void clear() {
    used = 0;
    live = 0;
    free = NONE;
  }

  int live() {
    return live;
  }

  int actor(int node) {
    return actors[node];
  }

  int footprint(int node) {
    return footprints[node];
  }

  void footprint(int node, int footprint) {
    footprints[node] = footprint;
  }

  int firstChild(int node) {
    return firstChild[node];
  }

  int nextSibling(int node) {
    return nextSibling[node];
  }

  /** Makes a node the leftmost child of another. */
  void prepend(int parent, int child) {
    nextSibling[child] = firstChild[parent];
    firstChild[parent] = child;
  }

  /** Makes a node the rightmost child of another. */
  void append(int parent, int child) {
    int last = firstChild[parent];
    if (last == NONE) {
      firstChild[parent] = child;
      return;
    }
    while (nextSibling[last] != NONE) {
      last = nextSibling[last];
    }
    nextSibling[last] = child;
  }

  /** Takes the leftmost child away, with all below it. */
  void removeFirst(int parent) {
    int child = firstChild[parent];
    firstChild[parent] = nextSibling[child];
    release(child);
  }

  private void release(int node) {
    while (firstChild[node] != NONE) {
      removeFirst(node);
    }
    nextSibling[node] = free;
    free = node;
    live--;
  }
}
