package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halite.app.sound.JavaSound;
import org.halite.bridge.sound.RecordedOutput;
import org.halite.bridge.sound.SoundOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are heard through Java Sound and ALSA, on a card without hardware. */
@Timeout(180)
class JavaSoundTest {
  private static final String EMBED =
      "<embed id=m type=application/x-nacl src=app.nmf width=100 height=100>";
  private static final String NOT_HEARD = "what the module plays is not heard";
  private static final int LEFT = 20_000;
  private static final int WAV_HEADER = 44;

  @TempDir Path folder;
  @TempDir Path cardFolder;
  @TempDir Path recordings;

  private LivePage page(String html) throws Exception {
    return new LivePage(folder, "sound_module.c", html, new JavaSound());
  }

  private void expectSine(byte[] pcm, int rate, int hertz) {
    int frames = pcm.length / SoundOutput.FRAME_BYTES;
    double[] left = HeardSound.channel(pcm, frames, 0);
    double[] right = HeardSound.channel(pcm, frames, 1);
    double turns = (double) frames * hertz / rate;
    assertEquals(turns, HeardSound.upwardCrossings(left), 1.5);
    assertEquals(2 * turns, HeardSound.upwardCrossings(right), 1.5);
    assertTrue(HeardSound.share(left, hertz, rate) > 0.99, "left is no pure sine");
    assertTrue(HeardSound.share(right, 2 * hertz, rate) > 0.99, "right is no pure sine");
    double steepest = LEFT * 2 * Math.PI * hertz / rate;
    assertTrue(HeardSound.steepest(left) < steepest + 2, "there is a gap");
  }

  private static long said(LivePage page, String sentence) {
    return page.console.stream().filter(line -> line.endsWith(sentence)).count();
  }

  private static void hearOfTheDevice(LivePage page, String sentence) throws InterruptedException {
    page.awaitThat(sentence, () -> said(page, sentence) == 1);
  }

  /** Frames in the recording of a stream, none while the stream's own thread has not opened it. */
  private long recorded(int number) throws IOException {
    Path file = recordings.resolve("sound-" + number + ".wav");
    long bytes = Files.exists(file) ? Files.size(file) : 0;
    return Math.max(0, bytes - WAV_HEADER) / SoundOutput.FRAME_BYTES;
  }

  /**
   * What a module is asked for while a device does nothing, at most as fast as it would be heard.
   */
  private void goesOnAtItsPace(int rate) throws Exception {
    long from = recorded(1);
    long begin = System.nanoTime();
    long end = begin + 60_000_000_000L;
    while (recorded(1) < from + rate) {
      assertTrue(System.nanoTime() < end, "the module does not go on");
      Thread.sleep(10);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double most = rate * (seconds + 0.4);
    assertTrue(recorded(1) - from < most, () -> "too fast: a second of sound in " + seconds);
  }

  @Test
  void whatAModulePlaysReachesTheDeviceWhole() throws Exception {
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
        LivePage page = page(EMBED)) {
      int number = 0;
      for (String form : new String[] {"48000 512 440 0", "44100 4096 330 1", "44100 64 1000 0"}) {
        String[] words = form.split(" ", -1);
        int rate = Integer.parseInt(words[0]);
        page.ask("play " + form, "playing 1");
        card.await(++number, rate);
        page.ask("stop", "stopped 1, calls after it 0, unlike 0,");
        long frames = card.awaitLog(number, "ends with")[0];
        byte[] heard = card.heard(number);
        assertEquals(frames * SoundOutput.FRAME_BYTES, heard.length);
        expectSine(heard, rate, Integer.parseInt(words[2]));
        long[] start = card.awaitLog(number, "starts with");
        assertEquals(rate, start[1]);
        long full = Math.max(2 * Integer.parseInt(words[1]), rate * 20 / 1000);
        assertTrue(start[0] >= full, "it started with " + start[0] + " frames and soon ran dry");
      }
      assertEquals(0, said(page, NOT_HEARD), () -> "" + page.console);
    }
  }

  @Test
  void twoModulesAreHeardAtOnce() throws Exception {
    String two = EMBED + "<embed id=n type=application/x-nacl src=app.nmf>";
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 2);
        LivePage page = page(two)) {
      page.await("n.readyState === 4");
      page.ask("play 48000 512 440 0", "playing 1");
      card.await(1, 4800);
      page.js("n.postMessage('play 44100 1024 300 0')");
      page.hear("playing 1");
      card.await(2, 44_100);
      card.await(1, 48_000);
      page.js("m.postMessage('stop'); n.postMessage('stop')");
      card.awaitLog(1, "ends with");
      card.awaitLog(2, "ends with");
      expectSine(card.heard(1), 48_000, 440);
      expectSine(card.heard(2), 44_100, 300);
    }
  }

  @Test
  void whereNoLineIsFreeTheModuleIsToldSilenceAndThePersonWhy() throws Exception {
    String two = EMBED + "<embed id=n type=application/x-nacl src=app.nmf>";
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
        LivePage page = page(two)) {
      page.await("n.readyState === 4");
      page.ask("play 48000 512 440 0", "playing 1");
      card.await(1, 4800);
      page.js("n.postMessage('play 48000 512 440 0')");
      page.hear("playing 1");
      hearOfTheDevice(page, "no sound device is free: " + NOT_HEARD);
      page.js("n.postMessage('stop yourself')");
      page.hear("stopped itself 0, again 1");
    }
  }

  @Test
  void aHundredStartsAndStopsEndWithTheOneLineThatThereIs() throws Exception {
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
        LivePage page = page(EMBED)) {
      page.ask("play 48000 512 440 0", "playing 1");
      page.ask("flood 100", "flooded, failed 0");
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
      int before = card.awaitIdle();
      page.ask("play 48000 512 440 0", "playing 1");
      int number = card.awaitStart(before);
      card.await(number, 48_000);
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
      card.awaitLog(number, "ends with");
      expectSine(card.heard(number), 48_000, 440);
    }
  }

  @Test
  void aCardThatIsPulledOutIsMissedAndFoundAgain() throws Exception {
    SoundOutput sound = RecordedOutput.into(recordings, new JavaSound());
    try (VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
        LivePage page = new LivePage(folder, "sound_module.c", EMBED, sound)) {
      page.ask("play 44100 512 440 0", "playing 1");
      card.await(1, 4410);
      card.suffer("pulled-out");
      hearOfTheDevice(page, "the sound device is gone: " + NOT_HEARD);
      goesOnAtItsPace(44_100);
      card.recover("pulled-out");
      hearOfTheDevice(page, "the sound device is back");
      card.await(2, 22_050);
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
      card.awaitLog(2, "ends with");
      expectSine(card.heard(2), 44_100, 440);
      assertEquals(1, said(page, NOT_HEARD), () -> "" + page.console);
    }
  }

  @Test
  void aDeviceWhoseCallsDoNotReturnHoldsNobodyUp() throws Exception {
    SoundOutput sound = RecordedOutput.into(recordings, new JavaSound());
    VirtualCard card = VirtualCard.plugIn(cardFolder, 1);
    try (card;
        LivePage page = new LivePage(folder, "sound_module.c", EMBED, sound)) {
      page.ask("play 48000 512 440 0", "playing 1");
      card.await(1, 4800);
      card.suffer("stuck");
      hearOfTheDevice(page, "the sound device is gone: " + NOT_HEARD);
      goesOnAtItsPace(48_000);
      page.ask("flood 10", "flooded, failed 0");
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
    } finally {
      card.recover("stuck");
    }
    card.awaitLog(1, "ends with");
  }

  @Test
  void aDeviceWithoutAClockDoesNotHurryTheModule() throws Exception {
    SoundOutput sound = RecordedOutput.into(recordings, new JavaSound());
    try (VirtualCard _ = VirtualCard.byDefault(cardFolder, "pcm.!default { type null }");
        LivePage page = new LivePage(folder, "sound_module.c", EMBED, sound)) {
      page.ask("play 48000 512 440 0", "playing 1");
      goesOnAtItsPace(48_000);
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
    }
  }
}
