package dev.dramatis.workloads.rtapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Node.Place;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ParserProperties {
  private static final Place NOWHERE = Place.of(0, 0);
  private static final Pattern WITH_PLACE =
      Pattern.compile("f\\.json:[1-9][0-9]*:[1-9][0-9]*: .+", Pattern.DOTALL);
  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "'",
          "\\",
          "\\u00",
          "//",
          "/*",
          "*/",
          "\n",
          "-",
          "1e9",
          "99999999999",
          "null",
          "\"run\" : 5",
          "\"phases\" : {",
          "\"loop\" : -1,",
          "\"tasks\"",
          "\"suspend\",",
          "\ufeff",
          "\0");

  @Property(tries = 2_000)
  void shouldAnswerDamagedTextWithAWorkloadOrARefusalWithPlace(
      @ForAll("fixtures") String text,
      @ForAll @IntRange(min = 0, max = 10_000) int at,
      @ForAll @IntRange(min = 0, max = 40) int cut,
      @ForAll("fragments") String fragment) {
    int start = at % text.length();
    int end = Math.min(text.length(), start + cut);
    String damaged = text.substring(0, start) + fragment + text.substring(end);
    try {
      assertThat(new RtAppReader().read("f.json", damaged, Map.of())).isNotNull();
    } catch (WorkloadException e) {
      assertThat(e.getMessage()).matches(WITH_PLACE);
    }
  }

  @Property(tries = 500)
  void shouldAnswerAnyTextWithARefusalWithPlace(@ForAll String text) {
    try {
      new RtAppReader().read("f.json", text, Map.of());
    } catch (WorkloadException e) {
      assertThat(e.getMessage()).matches(WITH_PLACE);
    }
  }

  @Property(tries = 500)
  void shouldReadBackWhatIsPrinted(@ForAll("nodes") Node node) throws WorkloadException {
    StringBuilder text = new StringBuilder();
    print(node, text);
    Node read = new JsonParser(new Source("f.json"), text.toString()).parse();
    assertThat(withoutPlaces(read)).isEqualTo(node);
  }

  @Provide
  Arbitrary<String> fixtures() {
    return Arbitraries.of(Fixtures.text("everything.json"), Fixtures.text("old-dialect.json"));
  }

  @Provide
  Arbitrary<String> fragments() {
    return Arbitraries.oneOf(Arbitraries.of(FRAGMENTS), Arbitraries.strings().ofMaxLength(3));
  }

  @Provide
  Arbitrary<Node> nodes() {
    return nodes(3);
  }

  private static Arbitrary<Node> nodes(int depth) {
    Arbitrary<Node> leaves =
        Arbitraries.oneOf(
            Arbitraries.longs()
                .between(-999_999_999_999L, 999_999_999_999L)
                .map(n -> new Node.Int(NOWHERE, n)),
            Arbitraries.strings().ofMaxLength(8).map(s -> new Node.Str(NOWHERE, s)),
            Arbitraries.of(true, false).map(b -> new Node.Bool(NOWHERE, b)),
            Arbitraries.just(new Node.Real(NOWHERE, "-12.5e-3")),
            Arbitraries.just(new Node.Null(NOWHERE)));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Node> inner = nodes(depth - 1);
    Arbitrary<Node> bareOrInner =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, inner),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(new Node.Bare(NOWHERE))));
    Arbitrary<Member> members =
        Combinators.combine(Arbitraries.strings().ofMaxLength(5), bareOrInner)
            .as((key, value) -> new Member(key, NOWHERE, value));
    return Arbitraries.oneOf(
        leaves,
        inner.list().ofMaxSize(4).map(items -> new Node.Arr(NOWHERE, items)),
        members.list().ofMaxSize(4).map(list -> new Node.Obj(NOWHERE, list)));
  }

  private static void print(Node node, StringBuilder out) {
    switch (node) {
      case Node.Obj o -> {
        out.append("{ /* members */");
        for (Member member : o.members()) {
          quote(member.key(), out);
          if (!(member.value() instanceof Node.Bare)) {
            out.append(" : ");
            print(member.value(), out);
          }
          out.append(",\n");
        }
        out.append('}');
      }
      case Node.Arr a -> {
        out.append("[ // items\n");
        for (Node item : a.items()) {
          print(item, out);
          out.append(" ,\t");
        }
        out.append(']');
      }
      case Node.Str s -> quote(s.value(), out);
      case Node.Int i -> out.append(i.value());
      case Node.Real r -> out.append(r.text());
      case Node.Bool b -> out.append(b.value());
      case Node.Null _ -> out.append("null");
      case Node.Bare _ -> throw new IllegalArgumentException("a bare key has no value");
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\' || c > '~') {
        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static Node withoutPlaces(Node node) {
    return switch (node) {
      case Node.Obj o ->
          new Node.Obj(
              NOWHERE,
              o.members().stream()
                  .map(m -> new Member(m.key(), NOWHERE, withoutPlaces(m.value())))
                  .toList());
      case Node.Arr a ->
          new Node.Arr(NOWHERE, a.items().stream().map(ParserProperties::withoutPlaces).toList());
      case Node.Str s -> new Node.Str(NOWHERE, s.value());
      case Node.Int i -> new Node.Int(NOWHERE, i.value());
      case Node.Real r -> new Node.Real(NOWHERE, r.text());
      case Node.Bool b -> new Node.Bool(NOWHERE, b.value());
      case Node.Null _ -> new Node.Null(NOWHERE);
      case Node.Bare _ -> new Node.Bare(NOWHERE);
    };
  }
}
