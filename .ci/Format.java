import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks ("check") or repairs ("fix") the format of every Java file below the working directory.
 * Called by the root pom. Files whose very bytes were found in order before are not read twice:
 * their digests stand in target/format/clean.
 */
final class Format {
  public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
    boolean fix = args[0].equals("fix");
    Path stamp = Path.of("target/format/clean");
    // The first line names the formatter's version: another version judges all files again.
    Set<String> known = new HashSet<>();
    if (Files.exists(stamp)) {
      List<String> lines = Files.readAllLines(stamp);
      if (!lines.isEmpty() && lines.getFirst().equals(args[1])) {
        known.addAll(lines);
      }
    }
    Set<String> clean = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    Formatter formatter =
        new Formatter(
            JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.GOOGLE).build());
    for (Path file : javaFiles()) {
      String text = Files.readString(file);
      String digest = digest(text);
      if (!known.contains(digest)) {
        String good;
        try {
          good = format(formatter, text);
        } catch (FormatterException e) {
          wrong.add(file + ": " + e.getMessage());
          continue;
        }
        if (!good.equals(text)) {
          if (!fix) {
            wrong.add(file + ":" + firstDifference(text, good));
            continue;
          }
          Files.writeString(file, good);
          System.out.println("formatted " + file);
          digest = digest(good);
        }
      }
      clean.add(digest);
    }
    List<String> lines = new ArrayList<>();
    lines.add(args[1]);
    lines.addAll(clean);
    Files.createDirectories(stamp.getParent());
    Files.write(stamp, lines);
    if (!wrong.isEmpty()) {
      wrong.forEach(System.err::println);
      System.err.println(
          wrong.size()
              + " file(s) are not in google-java-format; repair them with: ./mvnw -N -Pformat verify");
      System.exit(1);
    }
  }

  /** Twice: a comment that is wrapped the first time may be laid out anew the second. */
  private static String format(Formatter formatter, String text) throws FormatterException {
    String good = text;
    for (int i = 0; i < 2; i++) {
      good =
          formatter.formatSource(
              ImportOrderer.reorderImports(
                  RemoveUnusedImports.removeUnusedImports(good),
                  JavaFormatterOptions.Style.GOOGLE));
    }
    return good;
  }

  private static List<Path> javaFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        Path.of("."),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return name.equals("target") || name.equals(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** The number of the first line that differs. */
  private static int firstDifference(String text, String good) {
    List<String> a = text.lines().toList();
    List<String> b = good.lines().toList();
    int i = 0;
    while (i < a.size() && i < b.size() && a.get(i).equals(b.get(i))) {
      i++;
    }
    return i + 1;
  }

  private static String digest(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
