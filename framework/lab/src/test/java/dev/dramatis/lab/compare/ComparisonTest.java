package dev.dramatis.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.lab.Events;
import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.trace.StripSink;
import dev.dramatis.spi.trace.OffReason;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ComparisonTest {
  private static final Variant A = new Variant("netbsd", "x86-2", "m2", false);
  private static final Variant B = new Variant("freebsd", "x86-2", "m2", false);
  private static final Variant C = new Variant("freebsd", "arm-2", "ule", false);

  /** A thread that sleeps ten times. */
  private static CellResult sleeper(long sleep) {
    Events e = new Events().create(0, 0, 1, "s<l>eeper").in(0, 0, 1);
    long t = 0;
    for (int i = 0; i < 10; i++) {
      e.out(t + 1_000, 0, 1, OffReason.SLEEP)
          .wake(t + 1_000 + sleep, 0, 1)
          .in(t + 1_000 + sleep, 0, 1);
      t += 1_000 + sleep;
    }
    e.out(t + 1, 0, 1, OffReason.EXIT);
    return new CellResult(e.report(t + 1, 1), e.into(new StripSink()).strip(t + 1, 1));
  }

  private static Comparison comparison() {
    Map<Cell, CellResult> results = new LinkedHashMap<>();
    results.put(new Cell("w", A, 1), sleeper(20_000_000));
    results.put(new Cell("w", B, 1), sleeper(10_100_000));
    results.put(new Cell("w", C, 1), sleeper(10_100_000));
    return new Comparison(results);
  }

  @Test
  void shouldPairWhatDiffersInOnePart() {
    assertThat(comparison().pairs())
        .extracting(
            p -> p.first().variant().personality() + "-" + p.second().variant().personality())
        .containsExactly("netbsd-freebsd");
  }

  @Test
  void shouldTakeASchedulerThatComesWithThePersonalityForNoDifference() {
    Variant a = new Variant("netbsd", "h", "m2", true);
    assertThat(a.distance(new Variant("freebsd", "h", "ule", true))).isEqualTo(1);
    assertThat(a.distance(new Variant("freebsd", "h", "ule", false))).isEqualTo(2);
  }

  @Test
  void shouldExplainLateSleeps() {
    assertThat(Why.hints(comparison().pairs().getFirst()))
        .anyMatch(h ->
            h.contains("a sleep lasts 20.0 ms on average on netbsd, 10.1 ms on freebsd")
                && h.contains("clock tick"));
  }

  @Test
  void shouldNotBlameTheTimersOfOneKernelForADifferenceWithinIt() {
    Variant other = new Variant("netbsd", "arm-2", "m2", false);
    assertThat(Why.hints(A, sleeper(20_000_000).report(), other, sleeper(10_100_000).report()))
        .anyMatch(h -> h.startsWith("a sleep lasts"))
        .noneMatch(h -> h.contains("clock tick"));
  }

  @Test
  void shouldSayWhetherSeedsMadeADifference() {
    Map<Cell, CellResult> results = new LinkedHashMap<>();
    results.put(new Cell("w", A, 1), sleeper(20_000_000));
    results.put(new Cell("w", A, 2), sleeper(20_000_000));
    assertThat(new Comparison(results).sample())
        .isEqualTo("exact: nothing here is random, all 2 seeds give equal runs");
    results.put(new Cell("w", A, 3), sleeper(10_000_000));
    assertThat(new Comparison(results).sample()).isEqualTo("means over 3 seeds");
  }

  @Test
  void shouldShowTheFirstPairsOnATerminal() {
    Map<Cell, CellResult> results = new LinkedHashMap<>();
    for (int i = 0; i < 7; i++) {
      Variant variant = new Variant("netbsd", "h" + i, "m2", false);
      results.put(new Cell("w", variant, 1), sleeper((i + 1) * 5_000_000L));
    }
    String text = ComparisonTable.text(new Comparison(results));
    assertThat(text.split("  against  ", -1)).hasSize(1 + 12);
    assertThat(text).endsWith("... and 9 more pairs in the report\n");
  }

  @Test
  void shouldSayNothingAboutEqualRuns() {
    RunReport report = sleeper(10_000_000).report();
    assertThat(Why.hints(A, report, B, report)).isEmpty();
  }

  @Test
  void shouldAlignTheTable() {
    String text = ComparisonTable.text(comparison());
    assertThat(text.lines().findFirst().orElse("")).startsWith("workload  personality  scheduler");
    assertThat(text)
        .contains("exact, n=1")
        .contains("netbsd · m2 · x86-2  against  freebsd · m2 · x86-2");
    assertThat(text.lines().limit(4).map(String::length).distinct()).hasSize(1);
  }

  @Test
  void shouldWriteACsvRowPerRun() {
    String[] lines = ResultFiles.csv(comparison()).split("\n");
    assertThat(lines).hasSize(4);
    int columns = lines[0].split(",").length;
    assertThat(lines).allMatch(line -> line.split(",").length == columns);
    assertThat(lines[1]).startsWith("w,netbsd,x86-2,m2,1,COMPLETED,");
  }

  @Test
  void shouldWriteAPageThatNeedsNothingElse() throws IOException {
    String html = HtmlReport.html(comparison());
    assertThat(html)
        .contains("<svg class=\"strip\"")
        .contains("s&lt;l&gt;eeper")
        .doesNotContain("s<l>eeper")
        .doesNotContain("http")
        .doesNotContain("<script");
  }

  @Test
  void shouldDrawWellFormedPictures() throws Exception {
    String html = HtmlReport.html(comparison());
    String svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("rect").getLength()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void shouldBeExactForEqualValuesAndSureOfClearOnes() {
    assertThat(Statistics.difference(new long[] {5}, new long[] {8}).certainty())
        .isEqualTo("exact, n=1");
    assertThat(Statistics.difference(new long[] {5, 6}, new long[] {8, 9}).exact()).isTrue();
    Statistics.Interval clear =
        Statistics.difference(new long[] {10, 11, 12, 13, 14}, new long[] {20, 22, 21, 24, 23});
    assertThat(clear.differs()).isTrue();
    assertThat(clear.mean()).isEqualTo(10);
    assertThat(clear.low()).isBetween(9.0, 10.0);
    Statistics.Interval noise =
        Statistics.difference(new long[] {1, 2, 3, 4}, new long[] {2, 1, 4, 3});
    assertThat(noise.differs()).isFalse();
  }

  @Test
  void shouldKeepTheStripInBoundsHoweverLongTheRun() {
    Events e = new Events().create(0, 0, 1, "a");
    for (int i = 0; i < 50_000; i++) {
      e.in(i * 1_000_000L, 0, 1)
          .out(i * 1_000_000L + 900_000, 0, 1, OffReason.SLEEP)
          .in(i * 1_000_000L + 900_001, 0, -1);
    }
    var strip = e.into(new StripSink()).strip(50_000_000_000L, 1);
    assertThat(strip.cpus().getFirst()).hasSize(1);
    assertThat(strip.cpus().getFirst().getFirst().thread()).isEqualTo(1);
    assertThat(strip.resolutionNanos()).isBetween(10_000_000L, 60_000_000L);
  }
}
