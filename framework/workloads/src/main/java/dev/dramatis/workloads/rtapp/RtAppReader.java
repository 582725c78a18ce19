package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import dev.dramatis.workloads.rtapp.Node.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads workloads in rt-app's description language. Stateless. */
public final class RtAppReader implements WorkloadReader {
  private static final Pattern KEY = Pattern.compile("[\"']\\s*:");

  /** Keys of descriptions of all generations, and what is written for them by mistake. */
  private static final Pattern LOOKS_LIKE =
      Pattern.compile(
          "[\"'](tasks?|global|resources|phases|exec|lock_order|threads?\\d*)[\"']\\s*:");

  private static final List<String> SECTIONS = List.of("tasks", "global", "resources");
  private static final List<String> RESOURCE_TYPES =
      List.of("mutex", "wait", "signal", "broadcast", "sleep", "run", "timer");

  /** For the activator, and for users without a container. */
  public RtAppReader() {}

  @Override
  public String id() {
    return "rt-app";
  }

  @Override
  public String title() {
    return "descriptions of rt-app (JSON with comments)";
  }

  @Override
  public boolean accepts(String fileName, String text) {
    String start = text.stripLeading();
    // An object without any key is a torn or empty description: reading it says where it ends.
    return (start.startsWith("{") || start.startsWith("/") || start.startsWith("\ufeff"))
        && (LOOKS_LIKE.matcher(text).find() || !KEY.matcher(text).find());
  }

  @Override
  public Workload read(String fileName, String text, Map<String, String> overrides)
      throws WorkloadException {
    Source source = new Source(fileName);
    Values values = new Values(source);
    JsonParser parser = new JsonParser(source, text);
    Node root = parser.parse();
    if (!(root instanceof Node.Obj object)) {
      throw source.error(
          root.place(), "a description is an object in braces, found " + root.kind());
    }
    object = new Settings(source).apply(object, overrides);
    checkSections(source, values, object);
    Member global = section(object, "global");
    Globals globals = global == null ? Globals.DEFAULT : Globals.read(source, values, global);
    Member declared = section(object, "resources");
    if (declared != null) {
      checkResources(source, values, declared);
    }
    Member tasks = section(object, "tasks");
    if (tasks == null) {
      throw source.error(
          root.place(),
          "there is no section 'tasks'; a fragment must be merged into a whole description");
    }
    if (parser.sawBareKey()) {
      source.note(
          "dialect workgen-2014: 'suspend' without a value waits for a resume of its own task, with"
              + " one for that name");
    }
    List<String> names = TaskReader.names(source, values, tasks);
    Resources resources = new Resources();
    EventReader events =
        new EventReader(source, values, resources, globals, names, parser.sawBareKey());
    List<Task> read = new TaskReader(source, values, globals, events).read(tasks);
    return new RtAppWorkload(
        baseName(fileName), read, resources, globals.durationNanos(), source.notes());
  }

  private static void checkSections(Source source, Values values, Node.Obj root)
      throws WorkloadException {
    Set<String> seen = new HashSet<>();
    for (Member member : root.members()) {
      if (TaskReader.LEGACY.contains(member.key()) && !member.key().equals("resources")
          || isLegacyThread(member)) {
        throw source.error(
            member.place(),
            "'"
                + member.key()
                + "' belongs to the legacy grammar of rt-app, without 'tasks' and events; describe"
                + " what the thread does as a task with events such as run, sleep, timer, lock and"
                + " unlock");
      }
      if (!SECTIONS.contains(member.key())) {
        throw values.unknown(member, "the description", SECTIONS);
      }
      if (!seen.add(member.key())) {
        throw source.error(
            member.place(), "there are two sections '" + member.key() + "'; join them");
      }
    }
  }

  private static boolean isLegacyThread(Member member) {
    if (SECTIONS.contains(member.key()) || !(member.value() instanceof Node.Obj thread)) {
      return false;
    }
    for (Member key : thread.members()) {
      if (TaskReader.LEGACY.contains(key.key())) {
        return true;
      }
    }
    return false;
  }

  /** The section only declares what comes into being by its first use anyway. */
  private static void checkResources(Source source, Values values, Member section)
      throws WorkloadException {
    if (section.value() instanceof Node.Int count) {
      throw source.error(
          count.place(),
          "a number of resources belongs to the legacy grammar of rt-app; remove it and use lock"
              + " and unlock by name");
    }
    for (Member resource : values.object(section).members()) {
      for (Member field : values.fields(resource, Set.of(), Set.of("type"))) {
        values.oneOf(field, RESOURCE_TYPES);
      }
    }
    source.noteWithoutEffect("resources");
  }

  private static @Nullable Member section(Node.Obj root, String name) {
    for (Member member : root.members()) {
      if (member.key().equals(name)) {
        return member;
      }
    }
    return null;
  }

  private static String baseName(String fileName) {
    String name =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
