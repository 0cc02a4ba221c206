package org.halite.app.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A window on a virtual X display, with the demo's module in it: the program in a JVM of its own,
 * as a person starts it.
 */
class RealWindowTest {
  private static final Path HELLO = Path.of("..", "sample-apps", "hello", "hello.nexe");
  private static final int GREEN = 0xff00ff00;

  @TempDir Path folder;

  private static boolean isOnPath(String program) {
    for (String entry : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(entry, program))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aModuleTalksToAPageInAWindow() throws Exception {
    assumeTrue(isOnPath("xvfb-run"), "skipped: there is no xvfb-run, which makes the display");
    Files.copy(HELLO, folder.resolve("hello.nexe"));
    Files.writeString(
        folder.resolve("hello.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"hello.nexe\"}}}");
    Files.writeString(
        folder.resolve("index.html"),
        """
        <!doctype html>
        <body style="background: #0f0; margin: 0">
        <embed id="m" type="application/x-nacl" src="hello.nmf" width="40" height="40">
        <script>
          var answer;
          m.addEventListener('message', (event) => { answer = event.data; });
          m.postMessage('window');
        </script>
        """);
    Path picture = folder.resolve("window.png");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process halite =
        WindowProgram.open(
            folder,
            Map.of(),
            List.of(
                folder.resolve("index.html").toString(),
                "--timeout",
                "60",
                "--wait-for",
                "answer",
                "--eval",
                "answer",
                "--screenshot",
                picture.toString()));
    try {
      assertTrue(halite.waitFor(90, TimeUnit.SECONDS), () -> "still running:\n" + text(err));
    } finally {
      halite.descendants().forEach(ProcessHandle::destroyForcibly);
      halite.destroyForcibly();
    }
    assertEquals(0, halite.exitValue(), () -> text(err));
    assertEquals("\"Hello, window!\"", text(out).strip());
    assertTrue(!text(err).contains("headless"), () -> text(err));
    BufferedImage image = ImageIO.read(picture.toFile());
    assertEquals(GREEN, image.getRGB(image.getWidth() / 2, image.getHeight() / 2));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "(" + file + " cannot be read)";
    }
  }
}
