package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pages that a process shares with the kernel to know where its threads run (kern_lwp.c:
 * lwp_ctl_alloc and relatives). A page has 512 records of 8 bytes and a bitmap in which a set bit
 * is a free record.
 */
final class LwpCtl {
  static final int CPU_NONE = -1;
  static final int CPU_EXITED = -2;
  static final int PER_PAGE = 512;
  private static final int WORDS = PER_PAGE / 32;

  /** Pages that the region in user space has room for: 8000 records. */
  private static final int MAX_PAGES = 16;

  final KMutex lock;
  private final int maxPages;
  private final List<Page> pages = new ArrayList<>(1);
  private int mapped;

  LwpCtl(KMutex lock, int maxPages) {
    this.lock = lock;
    this.maxPages = maxPages;
  }

  /** A shared page. */
  static final class Page {
    final int number;
    private final int[] bitmap = new int[WORDS];
    private int nfree = PER_PAGE;
    private int rotor;

    Page(int number) {
      this.number = number;
      Arrays.fill(bitmap, -1);
    }

    int nfree() {
      return nfree;
    }

    int rotor() {
      return rotor;
    }
  }

  /**
   * Gives the running LWP a record: 0, EBUSY while it borrows its parent's address space, or
   * ENOMEM.
   */
  static int alloc(Kern kern, Lwp l) {
    Proc p = l.proc;
    if ((p.lflag & Flags.PL_PPWAIT) != 0) {
      return Errno.EBUSY;
    }
    if (l.lwpctl != null) {
      return 0;
    }
    LwpCtl lp = p.lwpctl;
    if (lp == null) {
      LwpCtl fresh = new LwpCtl(kern.newMutex("lp_lock"), MAX_PAGES);
      p.lock.enter(l);
      lp = p.lwpctl;
      if (lp == null || kern.fault.at(Mutant.CTL_ALLOC_SKIP_RECHECK)) {
        lp = fresh;
        p.lwpctl = fresh;
      }
      p.lock.exit(l);
    }
    lp.lock.enter(l);
    Lwp.LwpCtlSlot slot = lp.take();
    lp.lock.exit(l);
    if (slot == null) {
      return Errno.ENOMEM;
    }
    l.lwpctl = slot;
    l.nopreempt++;
    slot.curcpu = l.ci.id;
    kern.checks.that(Check.F9, slot.curcpu == l.ci.id && kern.synch.kpreemptDisabled(l.ci, l), l);
    kern.synch.kpreemptEnable(l);
    return 0;
  }

  /**
   * Takes a record: from the first page that has one, searching from where the last was found; or
   * from a new page.
   */
  Lwp.@Nullable LwpCtlSlot take() {
    Page page = null;
    for (Page candidate : pages) {
      if (candidate.nfree != 0) {
        page = candidate;
        break;
      }
    }
    if (page == null) {
      if (mapped == maxPages) {
        return null;
      }
      page = new Page(mapped++);
      pages.add(0, page);
    }
    int word = page.rotor;
    while (page.bitmap[word] == 0) {
      word = word + 1 == WORDS ? 0 : word + 1;
    }
    int bit = Integer.numberOfTrailingZeros(page.bitmap[word]);
    page.bitmap[word] ^= 1 << bit;
    page.rotor = word;
    page.nfree--;
    return new Lwp.LwpCtlSlot(page, word * 32 + bit);
  }

  /** Gives the record of a dead LWP back; one that was borrowed is only forgotten. */
  static void free(Kern kern, Lwp self, Lwp l) {
    Lwp.LwpCtlSlot slot = l.lwpctl;
    l.lwpctl = null;
    if (slot == null || (l.proc.lflag & Flags.PL_PPWAIT) != 0) {
      return;
    }
    LwpCtl lp = l.proc.lwpctl;
    kern.checks.that(Check.K77, lp != null, l);
    kern.checks.that(Check.K78, slot.offset < PER_PAGE, l);
    if (lp == null) {
      return;
    }
    lp.lock.enter(self);
    if (!kern.fault.at(Mutant.CTL_FREE_KEEP_BIT)) {
      lp.give(slot.page, slot.offset);
    }
    lp.lock.exit(self);
  }

  /** Whether every page has as many bits set in its map as it has free records. */
  boolean consistent() {
    for (Page page : pages) {
      int bits = 0;
      for (int word : page.bitmap) {
        bits += Integer.bitCount(word);
      }
      if (bits != page.nfree) {
        return false;
      }
    }
    return true;
  }

  /** Whether the records in use are those that LWPs of the process have. */
  boolean holds(Proc p) {
    int records = 0;
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      Lwp.LwpCtlSlot slot = l.lwpctl;
      if (slot != null) {
        records++;
        if (!pages.contains(slot.page)) {
          return false;
        }
      }
    }
    return records == used();
  }

  /** Records in use. */
  int used() {
    return pages.size() * PER_PAGE - pages.stream().mapToInt(p -> p.nfree).sum();
  }

  /**
   * Frees a record. A full page in front makes way for this one, so that the next search ends at
   * once.
   */
  void give(Page page, int offset) {
    page.nfree++;
    int word = offset >> 5;
    page.bitmap[word] |= 1 << (offset & 31);
    if (page.bitmap[page.rotor] == 0) {
      page.rotor = word;
    }
    if (pages.get(0).nfree == 0) {
      pages.remove(page);
      pages.add(0, page);
    }
  }

  /** The last LWP of an exiting process unmaps everything. */
  static void exit(Kern kern, Lwp l) {
    Proc p = l.proc;
    kern.checks.that(Check.K79, p.lwpctl != null, p);
    kern.checks.that(Check.K80, p.nlwps == 1, p);
    l.lwpctl = null;
    p.lwpctl = null;
  }

  /** Page at the head of the list. */
  @Nullable Page head() {
    return pages.isEmpty() ? null : pages.get(0);
  }

  List<Page> pages() {
    return pages;
  }
}
