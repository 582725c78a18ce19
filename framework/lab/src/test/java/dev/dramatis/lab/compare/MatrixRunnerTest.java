package dev.dramatis.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.lab.Events;
import dev.dramatis.lab.trace.StripSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixRunnerTest {
  @TempDir Path folder;
  private final AtomicInteger runs = new AtomicInteger();

  static CellResult result() {
    Events events = Events.twoThreads();
    return new CellResult(events.report(200, 2), events.into(new StripSink()).strip(200, 2));
  }

  private CellJob job(int i) {
    Cell cell = new Cell("w", new Variant("p", "h", "s", false), i);
    return new CellJob(
        cell,
        "key" + i,
        () -> {
          runs.incrementAndGet();
          return result();
        });
  }

  private List<CellJob> jobs(int n) {
    List<CellJob> jobs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      jobs.add(job(i));
    }
    return jobs;
  }

  @Test
  void shouldRunEachCellOnceAndFindItAgain() throws Exception {
    MatrixRunner runner = new MatrixRunner(new CellStore(folder), 3);
    List<String> progress = new ArrayList<>();

    Map<Cell, CellResult> first = runner.run(jobs(5), (done, found, total, left) -> {});
    Map<Cell, CellResult> second =
        runner.run(
            jobs(5), (done, found, total, left) -> progress.add(done + " " + found + " " + total));

    assertThat(runs).hasValue(5);
    assertThat(second).isEqualTo(first);
    assertThat(second.keySet()).extracting(Cell::seed).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(progress).containsExactly("5 5 5");
  }

  @Test
  void shouldGoOnWhereItWasInterrupted() throws Exception {
    MatrixRunner runner = new MatrixRunner(new CellStore(folder), 1);
    List<CellJob> broken = new ArrayList<>(jobs(3));
    broken.add(
        new CellJob(
            job(3).cell(),
            "key3",
            () -> {
              throw new IllegalStateException("pulled the plug");
            }));
    assertThatThrownBy(() -> runner.run(broken, (done, found, total, left) -> {}))
        .hasMessage("pulled the plug");
    assertThat(runs).hasValue(3);

    runner.run(jobs(4), (done, found, total, left) -> {});
    assertThat(runs).hasValue(4);
  }

  @Test
  void shouldDoAgainWhatWasHalfWritten() throws Exception {
    MatrixRunner runner = new MatrixRunner(new CellStore(folder), 1);
    runner.run(jobs(2), (done, found, total, left) -> {});
    Path file = folder.resolve("key1.json");
    Files.writeString(file, Files.readString(file).substring(0, 100));

    assertThat(runner.run(jobs(2), (done, found, total, left) -> {})).hasSize(2);
    assertThat(runs).hasValue(3);
  }

  @Test
  void shouldLeaveNoPartsBehind() throws IOException, InterruptedException {
    new MatrixRunner(new CellStore(folder), 2).run(jobs(4), (done, found, total, left) -> {});
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(4).allMatch(f -> f.toString().endsWith(".json"));
    }
  }

  @Test
  void shouldTellKeysApart() {
    assertThat(CellKey.of(Map.of("ab", "c")))
        .isNotEqualTo(CellKey.of(Map.of("a", "bc")))
        .hasSize(64);
  }
}
