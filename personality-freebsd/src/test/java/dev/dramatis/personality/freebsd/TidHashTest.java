package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lookups of threads by id. */
class TidHashTest {
  private Kern k;
  private Proc p;
  private @Nullable KThread self;

  @BeforeEach
  void boot() {
    k = new Kern(new StillMachine());
    k.clock.init();
    k.kthreads.boot();
    p = new Proc(k, k.allocateAddress(2048));
    p.pid = 10;
    p.state = Proc.PRS_NORMAL;
    self = thread(100_001);
    self.critnest = 0;
    self.spinlocks = 0;
    k.pcpus[0].curthread = self;
  }

  private KThread thread(int tid) {
    KThread t = new KThread(k, k.allocateAddress(2048), 0, k.pcpus[0]);
    k.life.zone.threadCtor(t);
    t.tid = tid;
    if (self == null) {
      k.life.procLinkup(p, t);
    } else {
      p.mtx.lock(self);
      k.life.threadLink(t, p);
      p.mtx.unlock(self);
    }
    k.tidhash.addFromHost(t);
    return t;
  }

  /** A chain in which the returned thread has so many others in front of it. */
  private KThread behind(int others) {
    int size = TidHash.tableSize(6000);
    KThread last = thread(200_000);
    for (int i = 1; i <= others; i++) {
      thread(200_000 + i * size);
    }
    return last;
  }

  @Test
  void shouldReturnTheThreadWithItsProcessLocked() {
    KThread t = thread(100_077);
    assertThat(k.tidhash.tdfind(self, 100_077, 10)).isSameAs(t);
    assertThat(p.mtx.ownedBy(self)).isTrue();
  }

  @Test
  void shouldFindTheCallerWithoutTheTable() {
    k.tidhash.unlinkFromHost(self);
    assertThat(k.tidhash.tdfind(self, 100_001, -1)).isSameAs(self);
  }

  @Test
  void shouldNotFindAThreadOfAnotherProcess() {
    thread(100_077);
    assertThat(k.tidhash.tdfind(self, 100_077, 11)).isNull();
    assertThat(p.mtx.ownedBy(self)).isFalse();
  }

  @Test
  void shouldNotFindAThreadOfAProcessThatIsNotComplete() {
    thread(100_077);
    p.state = Proc.PRS_NEW;
    assertThat(k.tidhash.tdfind(self, 100_077, -1)).isNull();
  }

  @Test
  void shouldLeaveAThreadBehindSixteenOthersWhereItIs() {
    KThread t = behind(16);
    assertThat(k.tidhash.tdfind(self, t.tid, -1)).isSameAs(t);
    assertThat(k.tidhash.position(t)).isEqualTo(16);
  }

  @Test
  void shouldMoveAThreadBehindSeventeenOthersToTheFront() {
    KThread t = behind(17);
    assertThat(k.tidhash.tdfind(self, t.tid, -1)).isSameAs(t);
    assertThat(k.tidhash.position(t)).isZero();
  }
}
