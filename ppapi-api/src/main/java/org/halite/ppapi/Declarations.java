package org.halite.ppapi;

import java.util.List;

/** Every interface that Halite knows, by family. */
public final class Declarations {
  /** Served by the browser: what get_browser_interface can answer. */
  public static final List<Declaration> BROWSER =
      List.of(
          PpbCore.V1_0,
          PpbInstance.V1_0,
          PpbVar.V1_0,
          PpbVar.V1_1,
          PpbVar.V1_2,
          PpbVarArray.V1_0,
          PpbVarArrayBuffer.V1_0,
          PpbVarDictionary.V1_0,
          PpbAudio.V1_0,
          PpbAudio.V1_1,
          PpbAudioConfig.V1_0,
          PpbAudioConfig.V1_1,
          PpbConsole.V1_0,
          PpbGraphics2D.V1_0,
          PpbGraphics2D.V1_1,
          PpbGraphics2D.V1_2,
          PpbImageData.V1_0,
          PpbInputEvent.V1_0,
          PpbMouseInputEvent.V1_0,
          PpbMouseInputEvent.V1_1,
          PpbWheelInputEvent.V1_0,
          PpbKeyboardInputEvent.V1_0,
          PpbKeyboardInputEvent.V1_2,
          PpbTouchInputEvent.V1_0,
          PpbTouchInputEvent.V1_4,
          PpbImeInputEvent.V1_0,
          PpbMessageLoop.V1_0,
          PpbMessaging.V1_0,
          PpbMessaging.V1_2,
          PpbFullscreen.V1_0,
          PpbGamepad.V1_0,
          PpbMouseCursor.V1_0,
          PpbMouseLock.V1_0,
          PpbTextInputController.V1_0,
          PpbUrlLoader.V1_0,
          PpbUrlRequestInfo.V1_0,
          PpbUrlResponseInfo.V1_0,
          PpbView.V1_0,
          PpbView.V1_1,
          PpbView.V1_2);

  /** Served by the module: what the browser asks PPP_GetInterface for. */
  public static final List<Declaration> MODULE =
      List.of(
          PppInstance.V1_0,
          PppInstance.V1_1,
          PppMessaging.V1_0,
          PppInputEvent.V0_1,
          PppMouseLock.V1_0);

  private Declarations() {}
}
