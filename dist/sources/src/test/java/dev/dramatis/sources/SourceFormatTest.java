package dev.dramatis.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks that all Java sources are formatted, or formats them ({@code ./dramatis format}). */
class SourceFormatTest {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea");

  private final Path root = Path.of(System.getProperty("dramatis.root", "../..")).normalize();
  private final boolean write = "write".equals(System.getProperty("dramatis.format"));
  private final Formatter formatter = new Formatter();

  @Test
  void shouldBeFormatted() throws IOException {
    List<Path> sources = sources();
    assertThat(sources).as("Java sources below %s", root).hasSizeGreaterThan(20);

    List<String> complaints =
        sources.parallelStream().map(this::treat).flatMap(Optional::stream).toList();

    assertThat(complaints).as("sources that './dramatis format' would put right").isEmpty();
  }

  private Optional<String> treat(Path source) {
    String name = root.relativize(source).toString();
    try {
      String text = Files.readString(source);
      String formatted = formatter.formatSourceAndFixImports(text);
      if (formatted.equals(text)) {
        return Optional.empty();
      }
      if (!write) {
        return Optional.of(name);
      }
      // A long comment behind code, once broken, may be broken again: so twice.
      Files.writeString(source, formatter.formatSourceAndFixImports(formatted));
      return Optional.empty();
    } catch (FormatterException e) {
      return Optional.of(name + ":" + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(dir.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
