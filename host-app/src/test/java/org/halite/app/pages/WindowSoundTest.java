package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.halite.app.serve.StaticServer;
import org.halite.app.window.WindowProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as a person starts it, in a window: its modules are heard on the machine's device.
 */
@Timeout(180)
class WindowSoundTest {
  private static final int RATE = 48_000;
  private static final String GONE = "the sound device is gone: what the module plays is not heard";

  @TempDir Path folder;
  @TempDir Path cardFolder;
  @TempDir Path outside;

  private Process open(StaticServer server, Path asound, Path transcript) throws IOException {
    return WindowProgram.open(
        outside,
        Map.of("ALSA_CONFIG_PATH", asound.toString()),
        List.of(
            server.url().toString(),
            "--timeout",
            "90",
            "--wait-for",
            "done",
            "--eval",
            "words",
            "--transcript",
            transcript.toString()));
  }

  private static long lines(Path transcript, String text) throws IOException {
    return Files.exists(transcript)
        ? Files.readAllLines(transcript).stream().filter(line -> line.contains(text)).count()
        : 0;
  }

  @Test
  void aModuleIsHeardUntilTheDeviceIsGoneAndGoesOn() throws Exception {
    Compiled.need("xvfb-run");
    Compiled.module(
        Path.of("..", "sample-apps", "src", "test", "page", "sound_module.c"),
        folder.resolve("app.nexe"),
        List.of("-O2", "-lppapi"));
    Files.writeString(
        folder.resolve("app.nmf"), "{\"program\": {\"x86-64\": {\"url\": \"app.nexe\"}}}");
    Files.writeString(
        folder.resolve("index.html"),
        """
        <!doctype html><embed id=m type=application/x-nacl src=app.nmf>
        <script>
          var words = [], done = false;
          m.addEventListener('message', function (event) {
            words.push(event.data.split(',')[0]);
            done = words.length === 2;
          });
          m.postMessage('play 48000 512 440 0');
          var asking = setInterval(async function () {
            if ((await fetch('end.txt', {cache: 'no-store'})).ok) {
              clearInterval(asking);
              m.postMessage('stop');
            }
          }, 200);
        </script>
        """);
    Path transcript = outside.resolve("transcript.jsonl");
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
        StaticServer server = StaticServer.start(folder, 0, null)) {
      Process halite = open(server, card.configuration(), transcript);
      try {
        card.await(1, RATE / 2);
        card.suffer("pulled-out");
        while (lines(transcript, GONE) == 0) {
          assertTrue(halite.isAlive(), () -> Compiled.text(outside.resolve("err")));
          Thread.sleep(50);
        }
        Files.createFile(folder.resolve("end.txt"));
        assertTrue(halite.waitFor(90, TimeUnit.SECONDS), "the program does not end");
      } finally {
        halite.descendants().forEach(ProcessHandle::destroyForcibly);
        halite.destroyForcibly();
      }
      assertEquals(0, halite.exitValue(), () -> Compiled.text(outside.resolve("err")));
      assertEquals("[\"playing 1\",\"stopped 1\"]", Compiled.text(outside.resolve("out")).strip());
      assertEquals(1, lines(transcript, GONE));
      double[] left = HeardSound.channel(card.heard(1), RATE / 2, 0);
      assertTrue(HeardSound.share(left, 440, RATE) > 0.999, "no pure sine was heard");
    }
  }
}
