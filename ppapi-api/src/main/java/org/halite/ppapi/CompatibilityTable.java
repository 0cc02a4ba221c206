package org.halite.ppapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code COMPATIBILITY.md}: which interfaces there are, from the declarations. {@code java
 * -cp ppapi-api/target/classes org.halite.ppapi.CompatibilityTable > ppapi-api/COMPATIBILITY.md}
 * brings the file up to date.
 */
public final class CompatibilityTable {
  /**
   * What Chrome's last version registered for any module, without permission or flag
   * (spec/ppapi-binding.md): the measure of what is missing.
   */
  private static final List<String> CHROME =
      List.of(
          "PPB_Audio 1.0 1.1",
          "PPB_AudioBuffer 0.1",
          "PPB_AudioConfig 1.0 1.1",
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
          "PPB_MediaStreamVideoTrack 0.1",
          "PPB_MessageLoop 1.0",
          "PPB_Messaging 1.0 1.2",
          "PPB_MouseCursor 1.0",
          "PPB_MouseInputEvent 1.0 1.1",
          "PPB_MouseLock 1.0",
          "PPB_NetAddress 1.0",
          "PPB_NetworkList 1.0",
          "PPB_NetworkMonitor 1.0",
          "PPB_NetworkProxy 1.0",
          "PPB_TextInputController 1.0",
          "PPB_TouchInputEvent 1.0 1.4",
          "PPB_URLLoader 1.0",
          "PPB_URLRequestInfo 1.0",
          "PPB_URLResponseInfo 1.0",
          "PPB_Var 1.0 1.1 1.2",
          "PPB_VarArray 1.0",
          "PPB_VarArrayBuffer 1.0",
          "PPB_VarDictionary 1.0",
          "PPB_VideoDecoder 0.2 1.0 1.1",
          "PPB_VideoEncoder 0.2",
          "PPB_VideoFrame 0.1",
          "PPB_View 1.0 1.1 1.2",
          "PPB_WebSocket 1.0",
          "PPB_WheelInputEvent 1.0");

  /** Families that are served, and what of them is not there yet. */
  private static final Map<String, String> PARTLY =
      Map.of(
          "PPB_TouchInputEvent", "partly: events can be made, the browser delivers none",
          "PPB_IMEInputEvent", "partly: events can be made, the browser delivers none");

  private CompatibilityTable() {}

  /** The whole file. */
  public static String text() {
    StringBuilder text = new StringBuilder();
    text.append("# PPAPI interfaces\n\n");
    text.append(
        "Made from the declarations in `org.halite.ppapi` by `CompatibilityTable`; not edited by hand.\n");
    text.append(
        "An interface that is missing answers NULL to `get_browser_interface`, and is logged once.\n\n");
    text.append(
        "## Served by the browser\n\n| interface | version | functions | status |\n|---|---|---|---|\n");
    for (String line : CHROME) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        Declaration found = find(Declarations.BROWSER, words[0] + ";" + words[i]);
        row(
            text,
            words[0],
            words[i],
            found == null ? "" : Integer.toString(found.size()),
            found != null);
      }
    }
    text.append("\n## Served by the module, called by the browser\n\n");
    text.append("| interface | version | functions | status |\n|---|---|---|---|\n");
    for (Declaration declaration : Declarations.MODULE) {
      row(
          text,
          declaration.family(),
          declaration.version(),
          Integer.toString(declaration.size()),
          true);
    }
    return text.toString();
  }

  /** Declared interfaces that the list above lacks: none, says a test. */
  static List<String> unlisted() {
    List<String> names = new ArrayList<>();
    String all = text();
    for (Declaration declaration : Declarations.BROWSER) {
      if (!all.contains("| `" + declaration.family() + "` | " + declaration.version() + " |")) {
        names.add(declaration.name());
      }
    }
    return names;
  }

  private static void row(
      StringBuilder text, String family, String version, String functions, boolean there) {
    text.append("| `")
        .append(family)
        .append("` | ")
        .append(version)
        .append(" | ")
        .append(functions);
    String status = there ? PARTLY.getOrDefault(family, "yes") : "missing";
    text.append(" | ").append(status).append(" |\n");
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
