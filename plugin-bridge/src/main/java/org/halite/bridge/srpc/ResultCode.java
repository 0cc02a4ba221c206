package org.halite.bridge.srpc;

/** What a result other than OK means (spec/nacl.md 19.4). */
final class ResultCode {
  private static final int FIRST = 257;

  private static final String[] WORDS = {
    "it ended its service",
    "the message was cut off",
    "the module has no memory left",
    "the module speaks another protocol",
    "the module knows no such method",
    "an argument is of a wrong type",
    "there are too few arguments",
    "there are too many arguments",
    "the arguments are not those of the method",
    "the results are not those of the method",
    "the module's SRPC library failed",
    "the module says that it cannot do this (application error)",
  };

  private ResultCode() {}

  static String words(int result) {
    int index = result - FIRST;
    return index >= 0 && index < WORDS.length
        ? WORDS[index] + " (result " + result + ")"
        : "the result " + Integer.toUnsignedString(result) + " means nothing";
  }
}
