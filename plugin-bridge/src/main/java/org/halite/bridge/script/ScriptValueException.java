package org.halite.bridge.script;

/** A page's value that cannot be sent; the message is one sentence. */
public final class ScriptValueException extends Exception {
  private static final long serialVersionUID = 1L;

  public ScriptValueException(String sentence) {
    super(sentence);
  }

  public ScriptValueException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
