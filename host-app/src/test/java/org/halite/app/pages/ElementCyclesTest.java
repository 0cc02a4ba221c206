package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Elements that come and go on one page: nothing of them stays in the browser, neither objects nor
 * threads, descriptors or processes. {@code -Dhalite.cycles=10000} has more of them come and go.
 */
@Timeout(7200)
class ElementCyclesTest {
  private static final int CYCLES = Integer.getInteger("halite.cycles", 30);
  private static final int WARM = 10;
  private static final long PATIENCE_MILLIS = 20_000;

  /** Threads and descriptors of pools, which come and go by themselves. */
  private static final int SWAY = 12;

  private static final String ADD =
      "window.e = document.createElement('embed'); e.type = 'application/x-nacl';"
          + " e.setAttribute('src', 'app.nmf'); e.width = e.height = 50; e.lasts = false;"
          + " document.body.append(e)";

  @TempDir Path folder;
  private final HeardSound heard = new HeardSound();

  /** What there is of each class of Halite's, after a collection. */
  private static Map<String, Long> objects() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Map<String, Long> counts = new TreeMap<>();
    for (String line : histogram.split("\n", -1)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 4 && words[3].startsWith("org.halite.") && !words[3].contains("Heard")) {
        counts.put(words[3], Long.parseLong(words[1]));
      }
    }
    return counts;
  }

  /** Classes of which there are more, by at least half an object a cycle. */
  private static Map<String, Long> grown(Map<String, Long> before) throws Exception {
    Map<String, Long> grown = new TreeMap<>();
    objects()
        .forEach(
            (name, count) -> {
              long more = count - before.getOrDefault(name, 0L);
              if (more >= CYCLES / 2) {
                grown.put(name, more);
              }
            });
    return grown;
  }

  private static int descriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }

  private static int processes() {
    return (int) ProcessHandle.current().descendants().count();
  }

  private void cycles(LivePage page, int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      page.js(ADD);
      page.await("e.readyState === 4");
      page.js("e.postMessage('play 48000 512 440 0')");
      page.hear("playing 1");
      page.js("e.remove()");
      page.hear("exit");
    }
    heard.awaitSilence();
  }

  @Test
  void nothingStaysOfElementsThatAreGone() throws Exception {
    String lasting = "<embed id=m type=application/x-nacl src=app.nmf width=50 height=50>";
    try (LivePage page = new LivePage(folder, "sound_module.c", lasting, heard)) {
      cycles(page, WARM);
      Map<String, Long> before = objects();
      int threads = Thread.getAllStackTraces().size();
      int descriptors = descriptors();
      int processes = processes();
      cycles(page, CYCLES);
      Map<String, Long> grown = grown(before);
      long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
      while (!grown.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(500); // some wait for a process's end, for a few seconds
        grown = grown(before);
      }
      assertTrue(grown.isEmpty(), "more than before, of " + CYCLES + " cycles: " + grown);
      assertTrue(descriptors() <= descriptors + SWAY, descriptors + " became " + descriptors());
      int live = Thread.getAllStackTraces().size();
      assertTrue(live <= threads + SWAY, threads + " threads became " + live);
      assertTrue(processes() <= processes + 2, processes + " processes became " + processes());
      // The one that was there all the time still is.
      page.ask("play 48000 512 440 0", "playing 1");
    }
  }

  @Test
  void severalElementsOfAPagePlayBesideEachOther() throws Exception {
    String three =
        "<embed id=m type=application/x-nacl src=app.nmf>"
            + "<embed id=n type=application/x-nacl src=app.nmf>"
            + "<embed id=o type=application/x-nacl src=app.nmf>";
    try (LivePage page = new LivePage(folder, "sound_module.c", three, heard)) {
      page.await("n.readyState === 4 && o.readyState === 4");
      for (String element : new String[] {"m", "n", "o"}) {
        page.js(element + ".postMessage('play 48000 512 440 0')");
        page.hear("playing 1");
        double[] _ = heard.await(4800, 0);
      }
      page.js("n.remove()");
      page.hear("exit");
      page.js("m.postMessage('stop'); o.postMessage('stop')");
      page.hear("stopped 1, calls after it 0, unlike 0");
      page.hear("stopped 1, calls after it 0, unlike 0");
      heard.awaitSilence();
    }
  }
}
