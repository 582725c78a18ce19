package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Member;
import dev.dramatis.workloads.rtapp.Node.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the user, applied to the description before it is understood. A setting names a value
 * by its path, such as {@code tasks.decoder.run} or {@code
 * tasks.decoder.phases.light.timer.period}; {@code duration} is short for {@code global.duration}.
 * All values of that path are replaced; a few may be new.
 */
final class Settings {
  private static final Set<String> GLOBAL = Set.of("duration", "default_policy", "mem_buffer_size");
  private static final Set<String> OF_TASKS =
      Set.of("instance", "loop", "delay", "policy", "priority");
  private static final Set<String> OF_PHASES = Set.of("loop", "policy", "priority");

  private final Source source;

  Settings(Source source) {
    this.source = source;
  }

  Node.Obj apply(Node.Obj root, Map<String, String> overrides) throws WorkloadException {
    Node.Obj result = root;
    for (Map.Entry<String, String> each : new TreeMap<>(overrides).entrySet()) {
      String path = GLOBAL.contains(each.getKey()) ? "global." + each.getKey() : each.getKey();
      Place place = Place.ofSetting(each.getKey() + "=" + each.getValue());
      Node value = scalar(place, each.getValue());
      result = path.startsWith("global.") ? withGlobal(result, place) : result;
      Node.Obj changed = replace(result, path, value, Level.ROOT);
      if (changed == null) {
        throw source.error(
            place,
            "there is nothing of that name to set; use duration=..., or tasks.NAME.KEY=... with a"
                + " key of the file");
      }
      result = changed;
    }
    return result;
  }

  private static Node.Obj withGlobal(Node.Obj root, Place place) {
    for (Member member : root.members()) {
      if (member.key().equals("global")) {
        return root;
      }
    }
    return append(root, "global", new Node.Obj(place, List.of()));
  }

  private static Node.@Nullable Obj replace(Node.Obj object, String path, Node value, Level level) {
    List<Member> members = new ArrayList<>();
    boolean found = false;
    for (Member member : object.members()) {
      Node next = member.value();
      if (path.equals(member.key()) && !(next instanceof Node.Obj)) {
        next = value;
        found = true;
      } else if (path.startsWith(member.key() + ".") && next instanceof Node.Obj inner) {
        Node.Obj changed =
            replace(
                inner, path.substring(member.key().length() + 1), value, level.below(member.key()));
        if (changed != null) {
          next = changed;
          found = true;
        }
      }
      members.add(new Member(member.key(), member.place(), next));
    }
    if (found) {
      return new Node.Obj(object.place(), List.copyOf(members));
    }
    return level.mayGet(path) ? append(object, path, value) : null;
  }

  private static Node.Obj append(Node.Obj object, String key, Node value) {
    List<Member> members = new ArrayList<>(object.members());
    members.add(new Member(key, value.place(), value));
    return new Node.Obj(object.place(), List.copyOf(members));
  }

  private static Node scalar(Place place, String text) {
    if (text.matches("-?[0-9]{1,18}")) {
      return new Node.Int(place, Long.parseLong(text));
    }
    return switch (text) {
      case "true" -> new Node.Bool(place, true);
      case "false" -> new Node.Bool(place, false);
      default -> new Node.Str(place, text);
    };
  }

  /** What an object of the description describes; decides which keys it may get. */
  private enum Level {
    ROOT,
    GLOBAL_SECTION,
    TASKS,
    TASK,
    PHASES,
    PHASE,
    OTHER;

    boolean mayGet(String key) {
      return switch (this) {
        case GLOBAL_SECTION -> GLOBAL.contains(key);
        case TASK -> OF_TASKS.contains(key);
        case PHASE -> OF_PHASES.contains(key);
        default -> false;
      };
    }

    Level below(String key) {
      return switch (this) {
        case ROOT -> key.equals("tasks") ? TASKS : key.equals("global") ? GLOBAL_SECTION : OTHER;
        case TASKS -> TASK;
        case TASK -> key.equals("phases") ? PHASES : OTHER;
        case PHASES -> PHASE;
        default -> OTHER;
      };
    }
  }
}
