package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The queue of pending events against a sorted list. */
class EventQueueTest {

  private static final class Mark extends Event {
    private final boolean housekeeping;

    Mark(boolean housekeeping) {
      this.housekeeping = housekeeping;
    }

    @Override
    protected boolean housekeeping() {
      return housekeeping;
    }

    @Override
    protected void fire() {
      throw new AssertionError("the queue fires nothing");
    }
  }

  /**
   * What the queue should hold, in order of arrival; the earliest of those is found by a stable
   * minimum.
   */
  private static final class Reference {
    private final List<Mark> marks = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    void add(Mark mark, long time) {
      marks.add(mark);
      times.add(time);
    }

    void remove(Mark mark) {
      int i = marks.indexOf(mark);
      marks.remove(i);
      times.remove(i);
    }

    Mark poll() {
      int first = times.indexOf(times.stream().min(Comparator.naturalOrder()).orElseThrow());
      times.remove(first);
      return marks.remove(first);
    }
  }

  @Property(tries = 300)
  void shouldBehaveLikeASortedList(
      @ForAll @Size(max = 400) List<@IntRange(max = 99_999) Integer> commands) {
    EventQueue queue = new EventQueue();
    Reference reference = new Reference();
    for (int command : commands) {
      long time = command / 10 % 20; // few times, so that many are equal
      int which = command / 200;
      if (reference.marks.isEmpty() || command % 10 < 5) {
        Mark mark = new Mark(command % 3 == 0);
        queue.add(mark, time);
        reference.add(mark, time);
      } else if (command % 10 < 7) {
        assertThat(queue.poll()).isSameAs(reference.poll());
      } else {
        Mark mark = reference.marks.get(which % reference.marks.size());
        reference.remove(mark);
        if (command % 10 == 7) {
          queue.remove(mark);
        } else {
          queue.move(mark, time);
          reference.add(mark, time);
        }
      }
      assertThat(queue.size()).isEqualTo(reference.marks.size());
      assertThat(queue.idle()).isEqualTo(reference.marks.stream().allMatch(Mark::housekeeping));
    }
    while (!reference.marks.isEmpty()) {
      assertThat(queue.poll()).isSameAs(reference.poll());
    }
    assertThat(queue.poll()).isNull();
  }

  @Test
  void shouldRefuseToHoldAnEventTwice() {
    EventQueue queue = new EventQueue();
    Mark mark = new Mark(false);
    queue.add(mark, 1);
    assertThatThrownBy(() -> queue.add(mark, 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseToTakeOutWhatIsNotIn() {
    EventQueue queue = new EventQueue();
    queue.add(new Mark(false), 1);
    assertThatThrownBy(() -> queue.remove(new Mark(false)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldForgetEverything() {
    EventQueue queue = new EventQueue();
    Mark mark = new Mark(true);
    queue.add(mark, 1);
    queue.clear();
    assertThat(queue.headTime()).isEqualTo(Long.MAX_VALUE);
    assertThat(mark.scheduled()).isFalse();
  }
}
