package dev.dramatis.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.lab.Events;
import dev.dramatis.spi.trace.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerfettoSinkTest {
  @TempDir Path folder;

  private List<ProtoReader> packets(Events events, long end) throws IOException {
    Path file = folder.resolve("t.pftrace");
    try (EventRecorder recorder = events.into(new EventRecorder(folder))) {
      PerfettoSink.write(recorder, events.result(end), 2, "test", file);
    }
    assertThat(Files.list(folder)).containsExactly(file);
    return ProtoReader.of(Files.readAllBytes(file)).all(1).stream()
        .map(ProtoReader.Field::message)
        .toList();
  }

  @Test
  void shouldTellTaskStatesTheWayPerfettoWantsThem() throws IOException {
    List<String> states = new ArrayList<>();
    for (ProtoReader packet : packets(Events.twoThreads(), 200)) {
      if (packet.has(117)) {
        ProtoReader task = packet.one(117).message();
        states.add(
            packet.number(8)
                + " "
                + task.one(2).text()
                + "/"
                + task.number(3)
                + " "
                + task.number(4)
                + " on "
                + task.number(1));
      }
    }
    assertThat(states)
        .containsExactly(
            "0 a/1 2 on 0",
            "0 b/2 2 on 0",
            "0 a/1 3 on 0",
            "100 a/1 4 on 0",
            "110 b/2 3 on 0",
            "140 b/2 2 on 0",
            "145 b/2 3 on 0",
            "150 a/1 2 on 0",
            "160 a/1 3 on 1",
            "180 b/2 7 on 0",
            "200 a/1 7 on 1");
  }

  @Test
  void shouldPairTheSlicesOfEveryTrackAndKnowEveryName() throws IOException {
    Map<Long, Integer> depth = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    Set<Long> described = new HashSet<>();
    List<String> cpu0 = new ArrayList<>();
    for (ProtoReader packet : packets(Events.twoThreads(), 200)) {
      assertThat(packet.number(10)).isEqualTo(1);
      if (packet.has(60)) {
        described.add(packet.one(60).message().number(1));
      }
      if (packet.has(12)) {
        ProtoReader entry = packet.one(12).message().one(2).message();
        names.put(entry.number(1), entry.one(2).text());
      }
      if (packet.has(11)) {
        ProtoReader event = packet.one(11).message();
        long track = event.number(11);
        assertThat(described).contains(track);
        int change = event.number(9) == 1 ? 1 : event.number(9) == 2 ? -1 : 0;
        assertThat(depth.merge(track, change, Integer::sum)).isBetween(0, 1);
        if (event.has(10)) {
          assertThat(names).containsKey(event.number(10));
        }
        if (track == 0x1_0000) {
          cpu0.add(packet.number(8) + (change > 0 ? " " + names.get(event.number(10)) : " end"));
        }
      }
    }
    assertThat(cpu0).containsExactly("0 a", "100 end", "110 b", "140 end", "145 b", "180 end");
    assertThat(depth.values()).containsOnly(0);
  }

  @Test
  void shouldStartItsSequenceWithCleanState() throws IOException {
    assertThat(packets(Events.twoThreads(), 200).get(0).number(13)).isEqualTo(3);
  }

  @Test
  void shouldStandLongTracesAndLargeValues() throws IOException {
    Events e = new Events().create(0, 0, 1, "a");
    int name = e.name("lag");
    for (int i = 0; i < 20_000; i++) {
      e.add(i * 1_000_000_000L, EventKind.MARK, name, 1, Long.MAX_VALUE - i);
    }
    long marks =
        packets(e, 20_000_000_000_000L).stream()
            .filter(p -> p.has(11) && p.one(11).message().has(4))
            .filter(p -> p.one(11).message().one(4).message().number(4) > Long.MAX_VALUE - 20_000)
            .count();
    assertThat(marks).isEqualTo(20_000);
  }
}
