package org.halite.runtime.pepper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ViewServiceTest {
  private static final String VIEW = "PPB_View;1.2";

  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private String numbers(Scene scene, String function, int view, int count) {
    int at = scene.module.blob(new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
    StringBuilder text =
        new StringBuilder(function + " " + scene.call(VIEW, function, view, at).word());
    for (int i = 0; i < count; i++) {
      text.append(' ').append(scene.module.readInt(at + 4L * i));
    }
    scene.module.free(at);
    return text.toString();
  }

  private void describe(Scene scene, int view) {
    seen.add("IsView " + scene.call(VIEW, "IsView", view).word());
    seen.add(numbers(scene, "GetRect", view, 4));
    seen.add(numbers(scene, "GetClipRect", view, 4));
    seen.add(numbers(scene, "GetScrollOffset", view, 2));
    for (String question : List.of("IsFullscreen", "IsVisible", "IsPageVisible")) {
      seen.add(question + " " + scene.call(VIEW, question, view).word());
    }
    seen.add("GetDeviceScale " + scene.call(VIEW, "GetDeviceScale", view).real32());
    seen.add("GetCSSScale " + scene.call(VIEW, "GetCSSScale", view).real32());
  }

  @Test
  void aViewSaysWhereTheElementIs() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.didChangeView =
          arguments -> {
            describe(scene, (int) arguments[1]);
            return 0;
          };
      scene.startWithInstance();
      scene.changeView(Scene.INSTANCE, -10, 20, 300, 400, true, 1.25);
      scene.finish();
      assertEquals(
          List.of(
              "IsView 1",
              "GetRect 1 -10 20 300 400",
              "GetClipRect 1 0 0 300 400",
              "GetScrollOffset 1 0 0",
              "IsFullscreen 0",
              "IsVisible 1",
              "IsPageVisible 1",
              "GetDeviceScale 1.25",
              "GetCSSScale 1.0"),
          seen);
    }
  }

  @Test
  void aViewSaysWhatIsSeenOfTheElementAndHowLarge() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.didChangeView =
          arguments -> {
            describe(scene, (int) arguments[1]);
            return 0;
          };
      scene.startWithInstance();
      Area rect = new Area(1, 2, 30, 40);
      Area clip = new Area(3, 4, 5, 6);
      scene.pepper.changeView(new View(Scene.INSTANCE, rect, clip, false, true, 70, 80, 2, 1.5));
      scene.finish();
      assertEquals(
          List.of(
              "IsView 1",
              "GetRect 1 1 2 30 40",
              "GetClipRect 1 3 4 5 6",
              "GetScrollOffset 1 70 80",
              "IsFullscreen 1",
              "IsVisible 0",
              "IsPageVisible 0",
              "GetDeviceScale 2.0",
              "GetCSSScale 1.5"),
          seen);
    }
  }

  @Test
  void aViewOutOfSightHasNoClip() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.didChangeView =
          arguments -> {
            seen.add(numbers(scene, "GetClipRect", (int) arguments[1], 4));
            seen.add("IsVisible " + scene.call(VIEW, "IsVisible", (int) arguments[1]).word());
            return 0;
          };
      scene.startWithInstance();
      scene.changeView(Scene.INSTANCE, 1, 2, 3, 4, false, 1);
      scene.finish();
      assertEquals(List.of("GetClipRect 1 0 0 0 0", "IsVisible 0"), seen);
    }
  }

  @Test
  void aViewThatTheModuleKeepsLivesOn() throws InterruptedException {
    try (Scene scene = new Scene()) {
      List<Integer> views = Collections.synchronizedList(new ArrayList<>());
      scene.didChangeView =
          arguments -> {
            int view = (int) arguments[1];
            if (views.isEmpty()) {
              scene.call("PPB_Core;1.0", "AddRefResource", view);
            } else {
              seen.add(numbers(scene, "GetRect", views.getFirst(), 4));
              scene.call("PPB_Core;1.0", "ReleaseResource", views.getFirst());
            }
            views.add(view);
            return 0;
          };
      scene.startWithInstance();
      scene.changeView(Scene.INSTANCE, 1, 2, 3, 4, true, 1);
      scene.expect("DidChangeView " + Scene.INSTANCE);
      scene.changeView(Scene.INSTANCE, 5, 6, 7, 8, true, 1);
      scene.expect("DidChangeView " + Scene.INSTANCE);
      scene.finish();
      assertEquals(List.of("GetRect 1 1 2 3 4"), seen);
      assertNotEquals(views.getFirst(), views.getLast());
      assertEquals(0, scene.call(VIEW, "IsView", views.getFirst()).word());
    }
  }

  @Test
  void whatIsNoViewSaysFalseAndWritesNothing() throws InterruptedException {
    try (Scene scene = new Scene().startWithInstance()) {
      int loop = scene.call("PPB_MessageLoop;1.0", "Create", Scene.INSTANCE).word();
      for (int bad : new int[] {0, -1, 999, loop}) {
        seen.clear();
        describe(scene, bad);
        assertEquals(
            List.of(
                "IsView 0",
                "GetRect 0 117901063 117901063 117901063 117901063",
                "GetClipRect 0 117901063 117901063 117901063 117901063",
                "GetScrollOffset 0 117901063 117901063",
                "IsFullscreen 0",
                "IsVisible 0",
                "IsPageVisible 0",
                "GetDeviceScale 0.0",
                "GetCSSScale 0.0"),
            seen);
      }
    }
  }

  @Test
  void aRectangleOutsideTheMemoryIsRefused() throws InterruptedException {
    try (Scene scene = new Scene()) {
      scene.didChangeView =
          arguments -> {
            for (int bad : new int[] {0, -1, -16, (1 << 22) - 15}) {
              seen.add("" + scene.call(VIEW, "GetRect", (int) arguments[1], bad).word());
            }
            return 0;
          };
      scene.startWithInstance();
      scene.changeView(Scene.INSTANCE, 1, 2, 3, 4, true, 1);
      scene.finish();
      assertEquals(List.of("0", "0", "0", "0"), seen);
    }
  }
}
