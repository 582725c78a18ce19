package dev.dramatis.explore.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Mutex;
import dev.dramatis.explore.toy.Toy;
import org.junit.jupiter.api.Test;

class MinimiserTest {
  /** Two increments of which one is lost if the other thread comes between read and write. */
  private static Toy lostUpdate() {
    return Toy.of(
        "lost update",
        toy -> {
          Cell count = toy.cell("count");
          Cell done = toy.cell("done");
          for (int i = 0; i < 2; i++) {
            toy.thread(
                "t" + i,
                () -> {
                  count.store(count.load() + 1);
                  if (done.add(1) == 2) {
                    toy.check(count.load() == 2, "total", "an update was lost");
                  }
                });
          }
        });
  }

  /** Two threads take two locks in opposite order. */
  private static Toy opposite() {
    return Toy.of(
        "opposite order",
        toy -> {
          Mutex a = toy.mutex("a");
          Mutex b = toy.mutex("b");
          Cell noise = toy.cell("noise");
          toy.thread("ab", () -> both(a, b, noise));
          toy.thread("ba", () -> both(b, a, noise));
        });
  }

  private static void both(Mutex first, Mutex second, Cell noise) {
    for (int i = 0; i < 5; i++) {
      noise.add(1);
    }
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static Minimiser.Result minimised(Toy toy, long seed) {
    Failure failure =
        Sampler.random(seed)
            .explore(toy, Budget.executions(10_000).toFirstFailure())
            .failures()
            .getFirst();
    Minimiser.Result result = new Minimiser(toy, 10_000).minimise(failure);
    assertThat(result).isNotNull();
    return result;
  }

  @Test
  void shouldFindTheOneInterruptionThatMatters() {
    for (long seed = 1; seed <= 20; seed++) {
      Minimiser.Result result = minimised(lostUpdate(), seed);
      assertThat(result.preemptions()).isEqualTo(1);
      assertThat(result.schedule().switches()).hasSizeLessThanOrEqualTo(2);
      assertThat(result.minimal()).isTrue();
    }
  }

  @Test
  void shouldKeepTheKindOfFailure() {
    Minimiser.Result result = minimised(opposite(), 3);
    assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.DEADLOCK);
    assertThat(result.preemptions()).isEqualTo(1);
  }

  /** A schedule is a recipe, not a recording: it leads to the same end every time. */
  @Test
  void shouldMakeSchedulesThatRepeat() {
    Toy toy = lostUpdate();
    Schedule schedule = minimised(toy, 5).schedule();
    for (int i = 0; i < 100; i++) {
      SchedulePolicy policy = new SchedulePolicy(schedule);
      assertThat(toy.execute(policy).failureClass()).isEqualTo("total");
      assertThat(policy.divergences()).isEmpty();
    }
  }

  @Test
  void shouldSayWhereAScheduleDoesNotApplyAnyMore() {
    Schedule stale =
        new Schedule(java.util.List.of(new Switch(0, 1, 7, 0, ""), new Switch(1, 999, 0, 0, "")));
    SchedulePolicy policy = new SchedulePolicy(stale);
    assertThat(lostUpdate().execute(policy)).isEqualTo(Outcome.OK);
    assertThat(policy.divergences())
        .hasSize(2)
        .anySatisfy(d -> assertThat(d).contains("switch 1 has no effect"))
        .anySatisfy(d -> assertThat(d).contains("switch 2 is never reached"));
  }
}
