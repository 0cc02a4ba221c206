package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.halite.wire.ControlWire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sound of a scripted module; its threads are Java's. */
@Timeout(60)
final class AudioServiceTest {
  private static final String AUDIO = "PPB_Audio;1.1";
  private static final String CONFIG = "PPB_AudioConfig;1.1";
  private static final int FRAMES = 512;
  private static final int USER_DATA = 0x77;

  private final List<String> filled = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, Thread> threads = new HashMap<>();
  private final AtomicInteger joins = new AtomicInteger();
  private volatile FakeModule.Script inCallback = _ -> 0;
  private Scene scene;
  private int callback;

  @BeforeEach
  void start() throws InterruptedException {
    scene = new Scene(1 << 24).startWithInstance();
    callback =
        scene.module.function(
            arguments -> {
              filled.add(arguments[2] + " bytes for " + arguments[3]);
              return inCallback.run(arguments);
            });
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private void registerThreads() {
    int create =
        scene.module.function(
            arguments -> {
              Thread thread =
                  new Thread(() -> scene.module.call((int) arguments[1], (int) arguments[2]));
              thread.setDaemon(true);
              int id = 100 + threads.size();
              threads.put(id, thread);
              scene.module.writeInt(arguments[0], id);
              thread.start();
              return 0;
            });
    int join =
        scene.module.function(
            arguments -> {
              try {
                threads.get((int) arguments[0]).join();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              joins.incrementAndGet();
              return 0;
            });
    register(create, join);
  }

  private void register(int create, int join) {
    int thunk = scene.module.thunk(scene.hooks(Pepper.HOOK).functions().get(1));
    scene.module.call(thunk, scene.module.tableOf(create, join));
  }

  private int config(int rate, int frames) {
    return scene.call(CONFIG, "CreateStereo16Bit", Scene.INSTANCE, rate, frames).word();
  }

  private int audio() {
    return audio(AUDIO, callback);
  }

  private int audio(String version, int function) {
    int config = config(48_000, FRAMES);
    int audio = scene.call(version, "Create", Scene.INSTANCE, config, function, USER_DATA).word();
    scene.call("PPB_Core;1.0", "ReleaseResource", config);
    return audio;
  }

  private boolean play(int audio) {
    return scene.call(AUDIO, "StartPlayback", audio).bool();
  }

  private boolean stop(int audio) {
    return scene.call(AUDIO, "StopPlayback", audio).bool();
  }

  private Scene.Played played() throws InterruptedException {
    Scene.Played next = scene.played.poll(20, TimeUnit.SECONDS);
    assertNotNull(next, "no buffer came");
    return next;
  }

  @Test
  void aConfigIsOfTwoRatesAndBoundedSizes() {
    for (int rate : new int[] {44_100, 48_000}) {
      for (int frames : new int[] {64, 65, 512, 32_768}) {
        int config = config(rate, frames);
        assertNotEquals(0, config);
        assertTrue(scene.call(CONFIG, "IsAudioConfig", config).bool());
        assertEquals(rate, scene.call(CONFIG, "GetSampleRate", config).word());
        assertEquals(frames, scene.call(CONFIG, "GetSampleFrameCount", config).word());
      }
      for (int frames : new int[] {0, 63, 32_769, -1, Integer.MIN_VALUE}) {
        assertEquals(0, config(rate, frames));
      }
    }
    for (int rate : new int[] {0, 22_050, 96_000, -44_100}) {
      assertEquals(0, config(rate, 512));
    }
    int elsewhere = Scene.INSTANCE + 1;
    assertEquals(0, scene.call(CONFIG, "CreateStereo16Bit", elsewhere, 48_000, 512).word());
    assertFalse(scene.call(CONFIG, "IsAudioConfig", 0).bool());
    assertEquals(0, scene.call(CONFIG, "GetSampleRate", 12_345).word());
    assertEquals(0, scene.call(CONFIG, "GetSampleFrameCount", 12_345).word());
  }

  @Test
  void framesAreRecommendedAsChromeDid() {
    int[][] oldAnswers = {{0, 64}, {64, 64}, {1000, 1000}, {32_768, 32_768}, {-1, 32_768}};
    for (int[] pair : oldAnswers) {
      assertEquals(
          pair[1],
          scene.call("PPB_AudioConfig;1.0", "RecommendSampleFrameCount", 44_100, pair[0]).word());
    }
    int[][] answers = {{0, 512}, {512, 512}, {513, 1024}, {32_767, 32_768}, {-1, 32_768}};
    for (int[] pair : answers) {
      for (int rate : new int[] {44_100, 48_000}) {
        assertEquals(
            pair[1],
            scene.call(CONFIG, "RecommendSampleFrameCount", Scene.INSTANCE, rate, pair[0]).word());
      }
    }
    assertEquals(0, scene.call(CONFIG, "RecommendSampleFrameCount", 1, 48_000, 512).word());
    assertEquals(48_000, scene.call(CONFIG, "RecommendSampleRate", Scene.INSTANCE).word());
    assertEquals(0, scene.call(CONFIG, "RecommendSampleRate", 1).word());
  }

  @Test
  void anAudioKeepsItsConfig() {
    int config = config(44_100, 4096);
    int audio = scene.call(AUDIO, "Create", Scene.INSTANCE, config, callback, 0).word();
    assertTrue(scene.call(AUDIO, "IsAudio", audio).bool());
    assertFalse(scene.call(AUDIO, "IsAudio", config).bool());
    scene.call("PPB_Core;1.0", "ReleaseResource", config);
    assertTrue(scene.call(CONFIG, "IsAudioConfig", config).bool());
    assertEquals(config, scene.call(AUDIO, "GetCurrentConfig", audio).word());
    scene.call("PPB_Core;1.0", "ReleaseResource", config);
    scene.call("PPB_Core;1.0", "ReleaseResource", audio);
    assertFalse(scene.call(CONFIG, "IsAudioConfig", config).bool());
    assertFalse(scene.call(AUDIO, "IsAudio", audio).bool());
    assertEquals(0, scene.call(AUDIO, "GetCurrentConfig", audio).word());
  }

  @Test
  void anAudioNeedsAnInstanceAConfigAndAFunction() {
    int config = config(44_100, 4096);
    int elsewhere = Scene.INSTANCE + 1;
    assertEquals(0, scene.call(AUDIO, "Create", elsewhere, config, callback, 0).word());
    assertEquals(0, scene.call(AUDIO, "Create", Scene.INSTANCE, 0, callback, 0).word());
    assertEquals(0, scene.call(AUDIO, "Create", Scene.INSTANCE, config, 0, 0).word());
    scene.call("PPB_Core;1.0", "ReleaseResource", config);
    assertFalse(scene.call(CONFIG, "IsAudioConfig", config).bool(), "a failure holds none");
    assertFalse(play(0));
    assertFalse(stop(config));
  }

  @Test
  void aPlayingModuleFillsOneBufferWhileTheOtherIsPlayed() throws InterruptedException {
    registerThreads();
    int audio = audio();
    inCallback =
        arguments -> {
          scene.module.writeInt(arguments[1], 0x1111 * filled.size());
          return 0;
        };
    assertTrue(play(audio));
    assertTrue(play(audio), "again does nothing");
    Scene.Played first = played();
    Scene.Played second = played();
    assertEquals(List.of(0, 1), List.of(first.buffer(), second.buffer()));
    int memory = scene.module.lastShared(first.memory());
    assertEquals(0x1111, scene.module.readInt(memory));
    assertEquals(0x2222, scene.module.readInt(memory + 4L * FRAMES));
    assertTrue(scene.played.isEmpty(), "both buffers are the browser's");
    first.taken().taken(0);
    assertEquals(0, played().buffer());
    assertEquals(0x3333, scene.module.readInt(memory));
    assertTrue(stop(audio));
    assertTrue(stop(audio), "again does nothing");
    assertEquals(Collections.nCopies(3, 4 * FRAMES + " bytes for " + USER_DATA), filled);
    assertEquals(1, joins.get());
    assertTrue(scene.sounds.isEmpty());
  }

  @Test
  void latencyIsWhatTheBrowserHasStillToPlay() throws InterruptedException {
    registerThreads();
    List<Double> told = Collections.synchronizedList(new ArrayList<>());
    inCallback = arguments -> (long) (told.add(Double.longBitsToDouble(arguments[0])) ? 0 : 1);
    int audio = audio();
    play(audio);
    played().taken().taken(480);
    played();
    played();
    stop(audio);
    assertEquals(0.0, told.get(0));
    assertEquals((480.0 + FRAMES) / 48_000, told.get(2), 1e-9);
  }

  @Test
  void theFirstVersionIsToldNoLatency() throws InterruptedException {
    registerThreads();
    List<Integer> counts = Collections.synchronizedList(new ArrayList<>());
    int old = scene.module.function(arguments -> counts.add(arguments.length) ? 0 : 1);
    int audio = audio("PPB_Audio;1.0", old);
    assertTrue(play(audio));
    played();
    stop(audio);
    assertEquals(3, counts.getFirst());
  }

  @Test
  void nothingIsFilledAfterStopReturns() throws InterruptedException {
    registerThreads();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    inCallback =
        _ -> {
          entered.countDown();
          PepperTest.await(mayReturn);
          filled.add("returned");
          return 0;
        };
    int audio = audio();
    play(audio);
    PepperTest.await(entered);
    Thread stopper =
        new Thread(
            () -> {
              stop(audio);
              filled.add("stopped");
            });
    stopper.start();
    scene.expect("sound ended");
    mayReturn.countDown();
    stopper.join();
    assertEquals(List.of("returned", "stopped"), filled.subList(1, filled.size()));
    assertTrue(scene.played.isEmpty(), "what was filled meanwhile is not played");
  }

  @Test
  void aCallbackThatStopsItselfIsTheLast() throws InterruptedException {
    registerThreads();
    int audio = audio();
    CountDownLatch stopped = new CountDownLatch(1);
    inCallback =
        _ -> {
          assertTrue(stop(audio));
          stopped.countDown();
          return 0;
        };
    play(audio);
    PepperTest.await(stopped);
    threads.get(100).join();
    assertEquals(1, filled.size());
    while (joins.get() == 0) { // the main thread does it
      Thread.sleep(1);
    }
    assertTrue(play(audio), "and can be played again");
  }

  @Test
  void aReleaseEndsWhatPlays() throws InterruptedException {
    registerThreads();
    int blocks = scene.module.blocks();
    int audio = audio();
    play(audio);
    played();
    scene.call("PPB_Core;1.0", "ReleaseResource", audio);
    scene.expect("sound ended");
    assertEquals(0, scene.memories);
    assertEquals(blocks, scene.module.blocks());
    while (joins.get() == 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void theEndOfTheElementEndsWhatPlays() throws InterruptedException {
    registerThreads();
    for (int i = 0; i < 5; i++) {
      play(audio());
    }
    scene.pepper.destroyInstance(Scene.INSTANCE);
    for (int i = 0; i < 5; i++) {
      scene.expect("sound ended");
    }
    assertEquals(0, scene.finish());
    assertEquals(0, scene.memories);
    for (Thread thread : threads.values()) {
      thread.join();
    }
  }

  @Test
  void hundredsOfAudiosCostNothingAndSixteenPlay() {
    registerThreads();
    List<Integer> audios = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      audios.add(audio());
    }
    assertEquals(0, scene.memories);
    int playing = 0;
    for (int audio : audios) {
      playing += play(audio) ? 1 : 0;
    }
    assertEquals(ControlWire.MAX_SOUNDS, playing);
    assertEquals(
        List.of("PPB_Audio.StartPlayback answered PP_FALSE: the module plays 16 sounds already"),
        scene.logs);
    stop(audios.getFirst());
    assertTrue(play(audios.getLast()));
  }

  @Test
  void startAndStopWithoutEndLeaveNothingBehind() throws InterruptedException {
    registerThreads();
    int audio = audio();
    play(audio);
    stop(audio);
    int blocks = scene.module.blocks();
    for (int i = 0; i < 1000; i++) {
      assertTrue(play(audio));
      assertTrue(stop(audio));
    }
    assertEquals(blocks, scene.module.blocks());
    assertEquals(1, scene.memories);
    assertEquals(1001, joins.get());
  }

  @Test
  void aModuleThatMakesNoThreadPlaysNothing() {
    int fails = scene.module.function(_ -> 11);
    register(fails, fails);
    int blocks = scene.module.blocks();
    int audio = audio();
    assertFalse(play(audio));
    scene.call("PPB_Core;1.0", "ReleaseResource", audio);
    assertTrue(scene.sounds.isEmpty());
    assertEquals(blocks, scene.module.blocks());
    assertEquals(
        List.of("PPB_Audio.StartPlayback answered PP_FALSE: the module made no thread for it"),
        scene.logs);
  }

  @Test
  void aThreadThatNeverComesIsNotWaitedFor() {
    register(scene.module.function(_ -> 0), scene.module.function(_ -> 0));
    int audio = audio();
    for (int i = 0; i < 100; i++) {
      assertTrue(play(audio));
      assertTrue(stop(audio));
    }
    assertTrue(filled.isEmpty());
  }

  @Test
  void aModuleThatEntersTheThunkItselfGetsNoSecondThread() throws InterruptedException {
    int[] entry = new int[2];
    CountDownLatch both = new CountDownLatch(1);
    int create =
        scene.module.function(
            arguments -> {
              entry[0] = (int) arguments[1];
              entry[1] = (int) arguments[2];
              both.countDown();
              return 0;
            });
    register(create, scene.module.function(_ -> 0));
    int audio = audio();
    play(audio);
    PepperTest.await(both);
    Thread first = new Thread(() -> scene.module.call(entry[0], entry[1]));
    first.setDaemon(true);
    first.start();
    played();
    scene.module.call(entry[0], entry[1]); // returns at once
    scene.module.call(entry[0], 0);
    scene.module.call(entry[0], -1);
    stop(audio);
    first.join();
    scene.module.call(entry[0], entry[1]);
  }

  @Test
  void withoutThreadsOfItsLibraryTheModuleGetsOne() throws InterruptedException {
    int audio = audio();
    assertTrue(play(audio));
    played().taken().taken(0);
    played();
    assertTrue(stop(audio));
    assertTrue(scene.sounds.isEmpty());
  }

  @Test
  void aBrowserWithoutRoomSaysNo() {
    registerThreads();
    scene.hasSoundDevice = false;
    int audio = audio();
    assertFalse(play(audio));
    scene.hasSoundDevice = true;
    assertTrue(play(audio), "it may be asked again");
    scene.mostMemories = scene.memories;
    assertFalse(play(audio()));
  }
}
