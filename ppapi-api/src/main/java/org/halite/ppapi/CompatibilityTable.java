package org.halite.ppapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code docs/compatibility.md}: which interfaces there are, from the declarations, and the
 * test that proves each. {@code java -cp ppapi-api/target/classes
 * org.halite.ppapi.CompatibilityTable > docs/compatibility.md} brings the file up to date.
 */
public final class CompatibilityTable {
  /** Every public interface of the browser and its versions (spec/ppapi.txt). */
  private static final List<String> PUBLIC =
      List.of(
          "PPB_Audio 1.0 1.1",
          "PPB_AudioBuffer 0.1",
          "PPB_AudioConfig 1.0 1.1",
          "PPB_AudioEncoder 0.1",
          "PPB_Compositor 0.1",
          "PPB_CompositorLayer 0.1 0.2",
          "PPB_Console 1.0",
          "PPB_Core 1.0",
          "PPB_FileIO 1.0 1.1",
          "PPB_FileRef 1.0 1.1 1.2",
          "PPB_FileSystem 1.0",
          "PPB_Fullscreen 1.0",
          "PPB_Gamepad 1.0",
          "PPB_Graphics2D 1.0 1.1 1.2",
          "PPB_Graphics3D 1.0",
          "PPB_HostResolver 1.0",
          "PPB_IMEInputEvent 1.0",
          "PPB_ImageData 1.0",
          "PPB_InputEvent 1.0",
          "PPB_Instance 1.0",
          "PPB_KeyboardInputEvent 1.0 1.2",
          "PPB_MediaStreamAudioTrack 0.1",
          "PPB_MediaStreamVideoTrack 0.1 1.0",
          "PPB_MessageLoop 1.0",
          "PPB_Messaging 1.0 1.2",
          "PPB_MouseCursor 1.0",
          "PPB_MouseInputEvent 1.0 1.1",
          "PPB_MouseLock 1.0",
          "PPB_NetAddress 1.0",
          "PPB_NetworkList 1.0",
          "PPB_NetworkMonitor 1.0",
          "PPB_NetworkProxy 1.0",
          "PPB_OpenGLES2 1.0",
          "PPB_OpenGLES2ChromiumEnableFeature 1.0",
          "PPB_OpenGLES2ChromiumMapSub 1.0",
          "PPB_OpenGLES2FramebufferBlit 1.0",
          "PPB_OpenGLES2FramebufferMultisample 1.0",
          "PPB_OpenGLES2InstancedArrays 1.0",
          "PPB_OpenGLES2Query 1.0",
          "PPB_OpenGLES2VertexArrayObject 1.0",
          "PPB_TCPSocket 1.0 1.1 1.2",
          "PPB_TextInputController 1.0",
          "PPB_TouchInputEvent 1.0 1.4",
          "PPB_UDPSocket 1.0 1.1 1.2",
          "PPB_URLLoader 1.0",
          "PPB_URLRequestInfo 1.0",
          "PPB_URLResponseInfo 1.0",
          "PPB_Var 1.0 1.1 1.2",
          "PPB_VarArray 1.0",
          "PPB_VarArrayBuffer 1.0",
          "PPB_VarDictionary 1.0",
          "PPB_VideoDecoder 0.1 0.2 1.0 1.1",
          "PPB_VideoEncoder 0.1 0.2",
          "PPB_VideoFrame 0.1",
          "PPB_View 1.0 1.1 1.2",
          "PPB_WebSocket 1.0",
          "PPB_WheelInputEvent 1.0");

  /**
   * Every public interface of modules, how it is called, and the test that proves it: a page, or a
   * test of {@code org.halite.app.pages} where a person must do something.
   */
  private static final List<Called> CALLED =
      List.of(
          new Called("PPP_Graphics_3D;1.0", "no", ""),
          new Called("PPP_InputEvent;0.1", "yes", "InputTest"),
          new Called("PPP_Instance;1.0", "yes", "conform-called"),
          new Called("PPP_Instance;1.1", "yes", "conform-called"),
          new Called(
              "PPP_MessageHandler;0.2",
              "yes: given to `RegisterMessageHandler`",
              "conform-messaging"),
          new Called("PPP_Messaging;1.0", "yes", "conform-called"),
          new Called("PPP_MouseLock;1.0", "yes", "WindowWishesTest"));

  /**
   * An interface that the module serves.
   *
   * @param proof empty for one that is not called
   */
  public record Called(String name, String how, String proof) {}

  /** The conformance module of each family, which is also a page: conform-NAME. */
  private static final Map<String, String> PROOFS =
      Map.ofEntries(
          Map.entry("PPB_Audio", "audio"),
          Map.entry("PPB_AudioConfig", "audio"),
          Map.entry("PPB_Console", "console"),
          Map.entry("PPB_Core", "core"),
          Map.entry("PPB_Graphics2D", "graphics"),
          Map.entry("PPB_IMEInputEvent", "input"),
          Map.entry("PPB_ImageData", "graphics"),
          Map.entry("PPB_InputEvent", "input"),
          Map.entry("PPB_Instance", "console"),
          Map.entry("PPB_KeyboardInputEvent", "input"),
          Map.entry("PPB_MessageLoop", "core"),
          Map.entry("PPB_Messaging", "messaging"),
          Map.entry("PPB_MouseInputEvent", "input"),
          Map.entry("PPB_TouchInputEvent", "input"),
          Map.entry("PPB_Fullscreen", "window"),
          Map.entry("PPB_Gamepad", "window"),
          Map.entry("PPB_MouseCursor", "window"),
          Map.entry("PPB_MouseLock", "window"),
          Map.entry("PPB_TextInputController", "window"),
          Map.entry("PPB_URLLoader", "urls"),
          Map.entry("PPB_URLRequestInfo", "urls"),
          Map.entry("PPB_URLResponseInfo", "urls"),
          Map.entry("PPB_Var", "var"),
          Map.entry("PPB_VarArray", "var"),
          Map.entry("PPB_VarArrayBuffer", "var"),
          Map.entry("PPB_VarDictionary", "var"),
          Map.entry("PPB_View", "view"),
          Map.entry("PPB_WheelInputEvent", "input"));

  /** Families that are served, and what of them is not there yet. */
  private static final Map<String, String> PARTLY =
      Map.of(
          "PPB_TouchInputEvent",
          "partly: fingers as JavaFX tells them: none on Linux desktops, and no size, pressure or tilt");

  private CompatibilityTable() {}

  /** The whole file. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    text.append("# PPAPI interfaces\n\n");
    text.append(
        "Made from the declarations in `org.halite.ppapi` by `CompatibilityTable`; not edited by hand.\n");
    text.append(
        "An interface without a `yes` or `partly` answers NULL to `get_browser_interface`, and is logged once.\n");
    text.append(
        "The test is a page of `host-app/src/test/pages`, whose module lies in `sample-apps/src/test/conformance`;\n");
    text.append("of what a person must do it is a test of `org.halite.app.pages`.\n\n");
    text.append("## Served by the browser\n\n");
    text.append("| interface | version | functions | served | test |\n|---|---|---|---|---|\n");
    for (String line : PUBLIC) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        row(text, words[0], words[i], find(Declarations.BROWSER, words[0] + ";" + words[i]));
      }
    }
    text.append("\n## Served by the module, called by the browser\n\n");
    text.append("| interface | version | functions | called | test |\n|---|---|---|---|---|\n");
    for (Called called : CALLED) {
      Declaration found = find(Declarations.MODULE, called.name);
      String[] words = called.name.split(";", -1);
      cells(text, words[0], words[1], found == null ? "" : Integer.toString(found.size()));
      text.append(called.how).append(" | ");
      text.append(called.proof.isEmpty() ? "" : "`" + called.proof + "`").append(" |\n");
    }
    return text.toString();
  }

  /**
   * The name of the module that proves an interface; empty for one that none proves.
   *
   * @param family such as {@code PPB_Core}
   */
  public static String proofOf(String family) {
    return PROOFS.getOrDefault(family, "");
  }

  /** What modules serve, and the tests that it is called. */
  public static List<Called> called() {
    return CALLED;
  }

  /** Every public interface, as {@code PPB_Core;1.0}. */
  static List<String> known() {
    List<String> names = new ArrayList<>();
    for (Called called : CALLED) {
      names.add(called.name);
    }
    for (String line : PUBLIC) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        names.add(words[0] + ";" + words[i]);
      }
    }
    return names;
  }

  /** Declared interfaces that the list above lacks: none, says a test. */
  static List<String> unlisted() {
    List<String> names = new ArrayList<>();
    String all = text();
    List<Declaration> declared = new ArrayList<>(Declarations.BROWSER);
    declared.addAll(Declarations.MODULE);
    for (Declaration declaration : declared) {
      if (!all.contains("| `" + declaration.family() + "` | " + declaration.version() + " |")) {
        names.add(declaration.name());
      }
    }
    return names;
  }

  private static void row(StringBuilder text, String family, String version, Declaration found) {
    cells(text, family, version, found == null ? "" : Integer.toString(found.size()));
    text.append(found == null ? "no" : PARTLY.getOrDefault(family, "yes"));
    String proof = found == null ? null : PROOFS.get(family);
    text.append(" | ").append(proof == null ? "" : "`conform-" + proof + "`").append(" |\n");
  }

  private static void cells(StringBuilder text, String family, String version, String functions) {
    text.append("| `").append(family).append("` | ").append(version).append(" | ");
    text.append(functions).append(" | ");
  }

  private static Declaration find(List<Declaration> declarations, String name) {
    for (Declaration declaration : declarations) {
      if (declaration.name().equals(name)) {
        return declaration;
      }
    }
    return null;
  }

  /** Prints {@link #text}. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    System.out.print(text());
  }
}
