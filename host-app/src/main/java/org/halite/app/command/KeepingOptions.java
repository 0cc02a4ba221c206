package org.halite.app.command;

import java.io.PrintWriter;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What of earlier runs the browser uses and keeps. */
final class KeepingOptions {
  @Mixin private ValidationCacheOption verdicts = new ValidationCacheOption();

  @ArgGroup private Stored stored = new Stored();

  /** One of them at most. */
  private static final class Stored {
    @Option(
        names = "--no-store",
        description = "Fetch every program and library anew, and keep none of them.")
    private boolean off;

    @Option(
        names = "--share-libraries",
        description =
            "Give a library that a manifest pins by its sha256 to any site that pins it, without"
                + " asking a server. This saves bandwidth and costs privacy: a site can find out"
                + " whether this browser loaded a library before, on whatever site.")
    private boolean shared;
  }

  /** The first of these options that was used; null for none. */
  String used() {
    if (stored.off) {
      return "--no-store";
    }
    if (stored.shared) {
      return "--share-libraries";
    }
    return verdicts.isOn() ? null : "--no-validation-cache";
  }

  /**
   * What was chosen.
   *
   * @param err hears what sharing costs, each time that it is on
   */
  Backend.Keeping chosen(PrintWriter err) {
    Backend.Libraries libraries = Backend.Libraries.OF_EACH_SITE;
    if (stored.off) {
      libraries = Backend.Libraries.NONE;
    } else if (stored.shared) {
      libraries = Backend.Libraries.SHARED;
      err.println(
          "halite: --share-libraries is on: a site can find out which pinned libraries this browser"
              + " has loaded on other sites.");
      err.flush();
    }
    return new Backend.Keeping(verdicts.isOn(), libraries);
  }
}
