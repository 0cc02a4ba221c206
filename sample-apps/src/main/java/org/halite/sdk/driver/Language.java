package org.halite.sdk.driver;

/** What the driver was called as: decides the compiler and what {@code .h}-less input is. */
public enum Language {
  C("gcc", "cc"),
  CXX("g++", "c++");

  private final String compiler;
  private final String command;

  Language(String compiler, String command) {
    this.compiler = compiler;
    this.command = command;
  }

  /** The stock compiler's program. */
  String compiler() {
    return compiler;
  }

  /** The word behind {@code halite}. */
  public String command() {
    return command;
  }
}
