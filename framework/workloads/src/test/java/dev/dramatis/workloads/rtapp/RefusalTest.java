package dev.dramatis.workloads.rtapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every refusal names the place, what is wrong and the mend. */
class RefusalTest {
  private static final char SEPARATOR = '|';

  /** Members of a task; they begin in line 2, column 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      quoteCharacter = '`',
      value = {
        // values of events
        "'run' : 1.5 | 2:9 | needs a whole number, found 1.5; choose a smaller unit or round",
        "'run' : 1e3 | 2:9 | needs a whole number, found 1e3; choose",
        "'run' : '5' | 2:9 | needs a whole number, found the string \"5\"",
        "'run' : -1 | 2:9 | must be from 0 to 2147483647, found -1",
        "'run' : 3000000000 | 2:9 | must be from 0",
        "'run' | 2:1 | needs a whole number, found no value",
        "'runtime' : null | 2:13 | found null",
        "'sleep' : [ 1 ] | 2:11 | found a list",
        "'lock' : 1 | 2:10 | 'lock' needs a string, found the number 1",
        "'unlock' : '' | 2:12 | needs a name",
        "'signal' : true | 2:12 | found true",
        "'broad' : { } | 2:11 | found an object",
        "'wait' : 'q' | 2:10 | 'wait' needs an object in braces",
        "'wait' : { 'ref' : 'q' } | 2:10 | 'wait' needs 'mutex'",
        "'sync' : { 'mutex' : 'm' } | 2:10 | 'sync' needs 'ref'",
        "'sync' : { 'mutex' : 'm', 'ref' : 'q', 'ref' : 'r' } | 2:40 | 'ref' is given twice",
        "'timer' : { 'ref' : 't' } | 2:11 | 'timer' needs 'period'",
        "'timer' : { 'ref' : 't', 'period' : 1, 'perod' : 1 } | 2:40 | did you mean 'period'?",
        "'timer' : { 'ref' : 't', 'period' : 1, 'mode' : 'abs' } | 2:49 | must be one of relative,"
            + " absolute, not abs",
        "'resume' : 0 | 2:12 | needs a string",
        "'sem_post' : 0 | 2:14 | needs a string",
        "'sem_wait' : 0 | 2:14 | needs a string",
        "'barrier' : 0 | 2:13 | needs a string",
        "'yield' : 0 | 2:11 | needs a string",
        "'fork' : 'x' | 2:10 | there is no task 'x' to fork; the tasks are t",
        "'mem' : '1' | 2:9 | needs a whole number",
        "'iorun' : false | 2:11 | needs a whole number",
        "'memrun' : 5 | 2:12 | needs an object",
        "'memrun' : { 'type' : 'read', 'size' : 0, 'count' : 1 } | 2:40 | must be from 1",
        "'memrun' : { 'type' : 'copy', 'size' : 1, 'count' : 1 } | 2:23 | one of read, write,"
            + " chase, not copy",
        "'memrun' : { 'type' : 'read', 'size' : 1, 'count' : 1, 'pattern' : 'up' } | 2:68 | one of"
            + " random, sequential",
        // settings
        "'run' : 1, 'instance' : -1 | 2:25 | must be from 0 to 100000",
        "'run' : 1, 'loop' : -2 | 2:21 | must be from -1",
        "'run' : 1, 'loop' : 1, 'loop' : 2 | 2:24 | 'loop' is given twice in task 't'; keep one",
        "'run' : 1, 'delay' : -5 | 2:22 | must be from 0",
        "'run' : 1, 'policy' : 'FIFO' | 2:23 | must be one of SCHED_OTHER,",
        "'run' : 1, 'policy' : 'SCHED_DEADLINE' | 2:23 | use SCHED_FIFO or SCHED_RR",
        "'run' : 1, 'priority' : 20 | 2:25 | must be from -20 to 19, found 20",
        "'run' : 1, 'policy' : 'SCHED_RR', 'priority' : 0 | 2:48 | must be from 1 to 99",
        "'run' : 1, 'cpus' : 0 | 2:21 | needs a list in brackets",
        "'run' : 1, 'cpus' : [] | 2:21 | needs at least one CPU",
        "'run' : 1, 'cpus' : [0, 'a'] | 2:25 | needs a whole number",
        "'run' : 1, 'cpus' : [5000] | 2:22 | must be from 0 to 4095",
        "'run' : 1, 'nodes_membind' : 1 | 2:30 | needs a list",
        "'run' : 1, 'util_min' : 1025 | 2:25 | must be from 0 to 1024",
        "'run' : 1, 'util_min' : 9, 'util_max' : 8 | 2:41 | must not be less than 'util_min', 9",
        "'run' : 1, 'taskgroup' : 'a' | 2:26 | must be a path",
        "'run' : 1, 'taskgroup' : '/a', 'policy' : 'SCHED_RR' | 2:12 | for SCHED_OTHER",
        "'run' : 1, 'dl-runtime' : 'x' | 2:27 | needs a whole number",
        "'run' : 1, 'prioriti' : 5 | 2:12 | unknown key 'prioriti' in task 't'; did you mean"
            + " 'priority'?",
        "'run' : 1, 'frequency' : 5 | 2:12 | unknown key 'frequency' in task 't'; remove it, or use"
            + " one of",
        // structure
        "'loop' : 5 | 1:15 | 't' does nothing",
        "'phases' : { } | 2:12 | has no phase",
        "'phases' : 1 | 2:12 | needs an object",
        "'phases' : { 'p' : 1 } | 2:20 | needs an object",
        "'phases' : { 'p' : { 'loop' : 2 } } | 2:14 | 'p' does nothing",
        "'phases' : { 'p' : { 'instance' : 2, 'run' : 1 } } | 2:22 | unknown key 'instance' in"
            + " phase 'p' of task 't'",
        "'phases' : { 'p' : { 'run' : 1 } }, 'run' : 5 | 2:37 | 'run' beside them is never done",
        "'exec' : 5, 'period' : 10 | 2:1 | legacy grammar",
        "'run' : 1, 'lock_order' : [0] | 2:12 | legacy grammar",
        "'run' : 1, 'lock_pages' : true | 2:12 | legacy grammar",
      })
  void shouldRefuseTask(String members, String place, String problem) {
    assertRefused("{ 'tasks' : { 't' : {\n" + members + " } } }", place, problem);
  }

  /** Whole descriptions; {@code ~} stands for a new line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      quoteCharacter = '`',
      value = {
        "{ } | 1:1 | there is no section 'tasks'",
        "[ ] | 1:1 | a description is an object in braces, found a list",
        "{ 'tasks' : { } } | 1:13 | there is no task",
        "{ 'tasks' : [ ] } | 1:13 | needs an object",
        "{ 'tasks' : { 'a' : { 'run' : 1 },~'a' : { 'run' : 1 } } } | 2:1 | two tasks 'a'",
        "{ 'tasks' : { },~'tasks' : { } } | 2:1 | two sections 'tasks'",
        "{ 'task' : { } } | 1:3 | did you mean 'tasks'?",
        "{ 'thread0' : { 'exec' : 1, 'period' : 2 } } | 1:3 | legacy grammar",
        "{ 'exec' : 1 } | 1:3 | legacy grammar",
        "{ 'resources' : 3 } | 1:17 | legacy grammar",
        "{ 'resources' : { 'm' : { 'type' : 'lock' } } } | 1:36 | must be one of mutex",
        "{ 'resources' : { 'm' : { 'kind' : 'lock' } } } | 1:27 | unknown key 'kind' in 'm'",
        "{ 'global' : { 'duratoin' : 1 } } | 1:16 | did you mean 'duration'?",
        "{ 'global' : { 'duration' : 1, 'duration' : 2 } } | 1:32 | given twice",
        "{ 'global' : { 'duration' : -2 } } | 1:29 | must be from -1",
        "{ 'global' : { 'duration' : 0 } } | 1:29 | use -1 for no limit",
        "{ 'global' : { 'duration' : 1.5 } } | 1:29 | whole number",
        "{ 'global' : { 'duration' : '2s' } } | 1:29 | whole number",
        "{ 'global' : { 'default_policy' : 'SCHED_DEADLINE' } } | 1:35 | no counterpart",
        "{ 'global' : { 'calibration' : 'cpu0' } } | 1:32 | must be a CPU",
        "{ 'global' : { 'calibration' : 0 } } | 1:32 | must be from 1",
        "{ 'global' : { 'pi_enabled' : 1 } } | 1:31 | needs true or false",
        "{ 'global' : { 'gnuplot' : 'no' } } | 1:28 | needs true or false",
        "{ 'global' : { 'logdir' : 1 } } | 1:27 | needs a string",
        "{ 'global' : { 'log_size' : 'big' } } | 1:29 | one of file, disable, auto",
        "{ 'global' : { 'ftrace' : 'main,run' } } | 1:27 | not 'run'",
        "{ 'global' : { 'mem_buffer_size' : 0 } } | 1:36 | must be from 1",
        "{ 'tasks' : { 'a' : { 'fork' : 'b' },~'b' : { 'barrier' : 'x' } } } | 2:9 | cannot use a"
            + " barrier",
        // text
        "{ 'tasks' : { 'a' : { 'run' : 1 } } } x | 1:39 | nothing may follow",
        "{ 'tasks' 5 } | 1:11 | a comma or } is needed, found '5'",
        "{ tasks : 5 } | 1:3 | a key in double quotes or } is needed",
        "{ 'tasks' : } | 1:13 | a value is needed, found '}'",
        "{ 'tasks' : nil } | 1:13 | a value is needed, found 'n'",
        "{ 'tasks' : 1-2 } | 1:13 | not a number: 1-2",
        "{~~ 'tasks : 5 } | 3:2 | the string is not closed",
        "{ 'ta\\qsks' : 5 } | 1:7 | unknown escape",
        "{ 'ta\\u12g4' : 5 } | 1:7 | four hexadecimal digits",
        "{ /* 'tasks' : 5 } | 1:3 | the comment is not closed",
        "{ 'a' : [ 1 2 ] } | 1:13 | a comma or ] is needed",
        "{ 'a' : [ 1, | 1:13 | a value is needed, found the end of the file",
        "{ /* one~two */ 'tasks' : // three~ @ } | 3:2 | a value is needed, found '@'",
      })
  void shouldRefuseDescription(String text, String place, String problem) {
    assertRefused(text.replace('~', '\n'), place, problem);
  }

  @Test
  void shouldRefuseAnEmptyFile() {
    assertRefused("", "1:1", "a value is needed, found the end of the file");
  }

  @Test
  void shouldRefuseWhatIsNestedTooDeep() {
    assertRefused("[".repeat(5_000), "1:34", "nested more than 32 levels deep");
  }

  @Test
  void shouldRefuseMemoryThatItsUsersDisagreeAbout() {
    assertRefused(
        """
        { "tasks" : { "t" : {
          "memrun1" : { "type" : "read", "size" : 64, "count" : 1, "ref" : "r" },
          "memrun2" : { "type" : "read", "size" : 65, "count" : 1, "ref" : "r" } } } }
        """,
        "3:15",
        "first was size 64, stride 64, sequential");
  }

  @Test
  void shouldRefuseMoreTaskGroupsThanThereCanBe() {
    StringBuilder text = new StringBuilder("{ \"tasks\" : {\n");
    for (int i = 0; i < 33; i++) {
      text.append("\"t")
          .append(i)
          .append("\" : { \"run\" : 1, \"taskgroup\" : \"/")
          .append(i)
          .append("\" },\n");
    }
    assertRefused(text + "} }", "34:36", "more than 32 task groups");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = SEPARATOR,
      value = {
        "tasks.t.runn | 5 | there is nothing of that name to set",
        "tasks.u.run | 5 | there is nothing of that name to set",
        "loop | 5 | there is nothing of that name to set",
        "tasks.t.run | 1.5 | 'run' needs a whole number",
        "tasks.t.run | abc | 'run' needs a whole number",
        "tasks.t.priority | 40 | must be from -20 to 19",
        "duration | soon | a time is needed, such as 500ms or 2s",
        "duration | 0 | use -1 for no limit",
      })
  void shouldRefuseSetting(String key, String value, String problem) {
    assertThatThrownBy(() ->
            new RtAppReader()
                .read("x.json", "{ 'tasks' : { 't' : { 'run' : 1 } } }", Map.of(key, value)))
        .isInstanceOf(WorkloadException.class)
        .hasMessageStartingWith("x.json: setting " + key + "=" + value + ": ")
        .hasMessageContaining(problem);
  }

  private static void assertRefused(String text, String place, String problem) {
    assertThatThrownBy(() -> Fixtures.read(text))
        .isInstanceOf(WorkloadException.class)
        .message()
        .satisfies(m -> assertThat(m).startsWith("test.json:" + place + ": ").contains(problem));
  }
}
