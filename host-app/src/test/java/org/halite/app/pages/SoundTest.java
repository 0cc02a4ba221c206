package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Modules that play sines, and modules that do it badly. */
@Timeout(180)
class SoundTest {
  private static final String EMBED =
      "<embed id=m type=application/x-nacl src=app.nmf width=100 height=100>";

  @TempDir Path folder;
  private final HeardSound heard = new HeardSound();

  private LivePage page() throws Exception {
    return new LivePage(folder, "sound_module.c", EMBED, heard);
  }

  private void expectSine(int rate, int hertz) throws InterruptedException {
    double[] left = heard.await(rate, 0);
    double[] right = heard.await(rate, 1);
    assertEquals(hertz, HeardSound.upwardCrossings(left), 1);
    assertEquals(2 * hertz, HeardSound.upwardCrossings(right), 1);
    assertTrue(HeardSound.share(left, hertz, rate) > 0.999, "left is no pure sine");
    assertTrue(HeardSound.share(right, 2 * hertz, rate) > 0.999, "right is no pure sine");
    double own = 20_000 * 2 * Math.PI * hertz / rate;
    assertTrue(HeardSound.steepest(left) < own + 2, "there is a gap");
  }

  @Test
  void whatTheModulePlaysIsHeardWithoutGaps() throws Exception {
    try (LivePage page = page()) {
      for (String form : new String[] {"48000 512 440 0", "44100 4096 330 1", "44100 64 1000 0"}) {
        String[] words = form.split(" ", -1);
        page.ask("play " + form, "playing 1");
        expectSine(Integer.parseInt(words[0]), Integer.parseInt(words[2]));
        String end = page.ask("stop", "stopped");
        assertTrue(end.startsWith("stopped 1, calls after it 0, unlike 0,"), end);
        heard.awaitSilence();
      }
      assertEquals(3, heard.count());
    }
  }

  @Test
  void aCallbackMayStopItsOwnSoundAndBePlayedAgain() throws Exception {
    try (LivePage page = page()) {
      page.ask("play 48000 512 440 0", "playing 1");
      page.ask("stop yourself", "stopped itself 0, again 1");
      double[] _ = heard.await(4800, 0);
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
    }
  }

  @Test
  void aFloodOfStartsAndStopsIsObeyed() throws Exception {
    try (LivePage page = page()) {
      page.ask("play 48000 512 440 0", "playing 1");
      page.ask("flood 200", "flooded, failed 0");
      double[] _ = heard.await(4800, 0);
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
      heard.awaitSilence();
      page.ask("play 48000 512 440 0", "playing 1");
      expectSine(48_000, 440);
    }
  }

  @Test
  void fourHundredAudiosAreMadeAndSixteenPlay() throws Exception {
    try (LivePage page = page()) {
      page.ask("many", "made 400, playing 16");
      heard.awaitSilence();
      page.ask("many", "made 400, playing 16");
      page.ask("play 48000 512 440 0", "playing 1");
      double[] _ = heard.await(4800, 0);
    }
  }

  @Test
  void aCallbackThatNeverReturnsHoldsUpItsOwnModuleOnly() throws Exception {
    try (LivePage page = page()) {
      page.ask("play 48000 512 440 0", "playing 1");
      page.ask("hang", "hangs");
      page.ask("unknown", "unknown order");
      page.tell("stop what hangs");
      page.js("document.title = 'the page goes on'");
      page.js("m.remove()");
      page.hear("exit");
      heard.awaitSilence();
    }
  }
}
