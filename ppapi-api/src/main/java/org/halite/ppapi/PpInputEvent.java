package org.halite.ppapi;

/** Numbers of input events: PP_InputEvent_Type, PP_InputEvent_Class, PP_InputEvent_Modifier. */
public final class PpInputEvent {
  public static final int UNDEFINED = -1;
  public static final int MOUSEDOWN = 0;
  public static final int MOUSEUP = 1;
  public static final int MOUSEMOVE = 2;
  public static final int MOUSEENTER = 3;
  public static final int MOUSELEAVE = 4;
  public static final int WHEEL = 5;
  public static final int RAWKEYDOWN = 6;
  public static final int KEYDOWN = 7;
  public static final int KEYUP = 8;
  public static final int CHAR = 9;
  public static final int CONTEXTMENU = 10;
  public static final int IME_COMPOSITION_START = 11;
  public static final int IME_COMPOSITION_UPDATE = 12;
  public static final int IME_COMPOSITION_END = 13;
  public static final int IME_TEXT = 14;
  public static final int TOUCHSTART = 15;
  public static final int TOUCHMOVE = 16;
  public static final int TOUCHEND = 17;
  public static final int TOUCHCANCEL = 18;

  public static final int CLASS_MOUSE = 1;
  public static final int CLASS_KEYBOARD = 2;
  public static final int CLASS_WHEEL = 4;
  public static final int CLASS_TOUCH = 8;
  public static final int CLASS_IME = 16;
  public static final int ALL_CLASSES = 31;

  public static final int MODIFIER_KEYPAD = 16;
  public static final int MODIFIER_AUTOREPEAT = 32;
  public static final int MODIFIER_CAPSLOCK = 512;
  public static final int MODIFIER_NUMLOCK = 1024;

  public static final int NO_BUTTON = -1;

  private PpInputEvent() {}

  /** The class of a type; 0 for no type. */
  public static int classOf(int type) {
    return switch (type) {
      case MOUSEDOWN, MOUSEUP, MOUSEMOVE, MOUSEENTER, MOUSELEAVE, CONTEXTMENU -> CLASS_MOUSE;
      case WHEEL -> CLASS_WHEEL;
      case RAWKEYDOWN, KEYDOWN, KEYUP, CHAR -> CLASS_KEYBOARD;
      case IME_COMPOSITION_START, IME_COMPOSITION_UPDATE, IME_COMPOSITION_END, IME_TEXT ->
          CLASS_IME;
      case TOUCHSTART, TOUCHMOVE, TOUCHEND, TOUCHCANCEL -> CLASS_TOUCH;
      default -> 0;
    };
  }
}
