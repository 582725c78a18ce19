package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What hangs on an LWP: specific data, private data, stack, counters, probes. */
class LwpDataTest {
  private final Bench bench = new Bench(true);
  private final Proc p = bench.newProc();
  private final Lwp l = bench.member(p, LwpState.ONPROC);

  LwpDataTest() {
    bench.run(l);
  }

  @Test
  void shouldKeepSpecificDataUntilTheLwpEnds() {
    List<Object> destroyed = new ArrayList<>();
    Specific specific = bench.kern.specific;
    int first = specific.lwpSpecificKeyCreate(destroyed::add);
    int second = specific.lwpSpecificKeyCreate(destroyed::add);
    int deleted = specific.lwpSpecificKeyCreate(destroyed::add);
    specific.lwpInitspecific(l);
    assertThat(specific.lwpGetspecific(l, second)).isNull();
    specific.lwpSetspecific(l, second, "b");
    specific.lwpSetspecific(l, first, "a");
    specific.lwpSetspecific(l, deleted, "c");
    specific.lwpSpecificKeyDelete(deleted);
    assertThat(specific.lwpGetspecific(l, second)).isEqualTo("b");
    bench.member(p, LwpState.SUSPENDED);
    assertThatThrownBy(() -> bench.kern.life.lwpExit(l, l)).isInstanceOf(Bench.Switched.class);
    assertThat(destroyed).containsExactly("a", "b");
    assertThat(specific.lwpGetspecific(l, first)).isNull();
  }

  @Test
  void shouldRefuseSpecificDataUnderADeletedKey() {
    int key = bench.kern.specific.lwpSpecificKeyCreate(data -> {});
    bench.kern.specific.lwpSpecificKeyDelete(key);
    assertThatThrownBy(() -> bench.kern.specific.lwpSetspecific(l, key, "x"))
        .hasMessageContaining("N37");
  }

  @Test
  void shouldCountSwitchesOfBothKinds() {
    l.nvcsw = 3;
    l.nivcsw = 4;
    assertThat(bench.kern.data.lwpPctr(l)).isEqualTo(7);
  }

  @Test
  void shouldSetItsOwnPrivateDataOnly() {
    assertThat(bench.kern.data.lwpSetprivate(l, 42)).isZero();
    assertThat(l.privateData).isEqualTo(42);
    Lwp other = bench.member(p, LwpState.SUSPENDED);
    assertThatThrownBy(() -> bench.kern.data.lwpSetprivate(other, 42)).hasMessageContaining("F11");
  }

  @Test
  void shouldFindTheStackThatAnAddressLiesIn() {
    l.uarea = bench.kern.uareas.alloc();
    bench.kern.insertAll(l);
    assertThat(bench.kern.data.lwpWhatis(l.uarea + 100))
        .singleElement()
        .asString()
        .endsWith("+100, LWP " + l.name() + "'s stack");
    assertThat(bench.kern.data.lwpWhatis(l.uarea + Uareas.SIZE)).isEmpty();
  }

  @Test
  void shouldReuseTheStackFreedLast() {
    long a = bench.kern.uareas.alloc();
    long b = bench.kern.uareas.alloc();
    bench.kern.uareas.free(a);
    bench.kern.uareas.free(b);
    assertThat(bench.kern.uareas.alloc()).isEqualTo(b);
    assertThat(bench.kern.uareas.alloc()).isEqualTo(a);
  }

  @Test
  void shouldReuseObjectsOfTheSameCpuLastInFirstOut() {
    Lwp a = bench.kern.init.get(p, bench.ci);
    Lwp b = bench.kern.init.get(p, bench.ci);
    bench.kern.init.put(bench.ci, a);
    bench.kern.init.put(bench.ci, b);
    assertThat(bench.kern.init.get(p, bench.ci)).isSameAs(b);
    assertThat(bench.kern.init.get(p, bench.ci)).isSameAs(a);
  }

  @Test
  void shouldFireTheProbesOfTheProcProvider() {
    Map<Long, String> names = new TreeMap<>();
    List<String> fired = new ArrayList<>();
    TraceSink sink =
        new TraceSink() {
          @Override
          public void event(long time, EventKind kind, int cpu, int thread, long arg) {
            if (kind == EventKind.NATIVE && thread > 0) {
              fired.add(names.get(arg) + " " + thread);
            }
          }

          @Override
          public void name(int number, String name) {
            names.put((long) number, name);
          }
        };
    completed(
        run(
            1,
            c -> c.withSinks(List.of(sink)),
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> user.join(user.create(ThreadSpec.named("c"), u -> u.compute(10))))));
    assertThat(fired)
        .containsExactly(
            Probes.START + " 1",
            Probes.CREATE + " 2",
            Probes.START + " 2",
            Probes.EXIT + " 2",
            Probes.EXIT + " 1");
  }
}
