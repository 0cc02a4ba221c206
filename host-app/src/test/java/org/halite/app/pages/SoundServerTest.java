package org.halite.app.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halite.app.sound.JavaSound;
import org.halite.bridge.sound.SoundOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * A module that is heard through a desktop's sound server, which has a sink that nobody hears:
 * PulseAudio with ALSA's plugin for it, where they are installed.
 */
@Timeout(120)
class SoundServerTest {
  private static final Path PLUGINS = Path.of("/usr/lib/x86_64-linux-gnu/alsa-lib");
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final int RATE = 48_000;
  private static final int HERTZ = 440;

  @TempDir Path folder;
  @TempDir Path serverFolder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(Path out, String... words) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(out.toFile())
            .redirectError(serverFolder.resolve("errors").toFile());
    builder.environment().put("PULSE_RUNTIME_PATH", serverFolder.toString());
    builder.environment().put("HOME", serverFolder.toString());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private void until(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      assertTrue(
          System.nanoTime() < end,
          () -> "waited in vain until " + what + "; see " + serverFolder.resolve("errors"));
      Thread.sleep(20);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  @Test
  void aModuleIsHeardAndOutlivesTheServer() throws Exception {
    Compiled.need("pulseaudio", "parec");
    Path plugin = PLUGINS.resolve("libasound_module_pcm_pulse.so");
    if (!Files.exists(plugin)) {
      throw new TestAbortedException("skipped: libasound2-plugins is not installed");
    }
    Path socket = serverFolder.resolve("native");
    Path heard = serverFolder.resolve("heard");
    Process server =
        start(
            serverFolder.resolve("said"),
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--disable-shm=yes",
            "-L",
            "module-native-protocol-unix auth-anonymous=1 socket=" + socket,
            "-L",
            "module-null-sink sink_name=nobody");
    until("the server listens", () -> Files.exists(socket));
    Process _ =
        start(
            heard,
            "parec",
            "--server=unix:" + socket,
            "--device=nobody.monitor",
            "--latency-msec=50",
            "--format=s16le",
            "--rate=" + RATE,
            "--channels=2");
    String configuration =
        "pcm_type.pulse { lib \"%s\" }\npcm.!default { type pulse server \"unix:%s\" }"
            .formatted(plugin, socket);
    try (VirtualCard _ = VirtualCard.byDefault(serverFolder, configuration);
        LivePage page =
            new LivePage(
                folder,
                "sound_module.c",
                "<embed id=m type=application/x-nacl src=app.nmf>",
                new JavaSound())) {
      until("the monitor is heard", () -> Files.size(heard) > 0);
      page.ask("play " + RATE + " 512 " + HERTZ + " 0", "playing 1");
      until("a sine is heard", () -> secondOfSine(heard));
      server.destroyForcibly();
      String gone = "the sound device is gone: what the module plays is not heard";
      page.awaitThat(gone, () -> page.console.stream().anyMatch(line -> line.endsWith(gone)));
      page.ask("stop yourself", "stopped itself 0, again 1");
      page.ask("stop", "stopped 1, calls after it 0, unlike 0");
      assertEquals(1, page.console.stream().filter(line -> line.endsWith(gone)).count());
    }
  }

  /** Whether the last second is a sine without a gap: a server begins with rewinding. */
  private static boolean secondOfSine(Path heard) throws IOException {
    byte[] all = Files.readAllBytes(heard);
    int frames = all.length / SoundOutput.FRAME_BYTES;
    if (frames < RATE) {
      return false;
    }
    int from = (frames - RATE) * SoundOutput.FRAME_BYTES;
    byte[] last = Arrays.copyOfRange(all, from, frames * SoundOutput.FRAME_BYTES);
    double[] left = HeardSound.channel(last, RATE, 0);
    return Math.abs(HERTZ - HeardSound.upwardCrossings(left)) <= 1
        && HeardSound.share(left, HERTZ, RATE) > 0.99;
  }
}
