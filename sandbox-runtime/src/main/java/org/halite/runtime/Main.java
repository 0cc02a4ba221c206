package org.halite.runtime;

import java.util.Arrays;
import org.halite.runtime.check.CheckCommand;
import org.halite.runtime.control.BrowserConnection;
import org.halite.runtime.control.DescriptorSocket;
import org.halite.runtime.control.ModuleProcess;
import org.halite.wire.WireException;

/**
 * The runtime process. {@code --connect SOCKET}: serves the browser that listens there, with the
 * one-time token in the environment variable HALITE_TOKEN. {@code --validate}: says what the loader
 * would say of files. {@code --walls}: says which walls the jail has on this machine. {@code
 * --train}: goes through what the AOT cache is to hold.
 */
public final class Main {
  private static final int USAGE = 64;
  private static final int NO_BROWSER = 69;
  private static final int INTERNAL = 70;
  private static final int PROTOCOL = 76;

  private Main() {}

  public static void main(String[] arguments) {
    // A mistake of ours must not be a stack trace at a person, nor leave a module running.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, mistake) -> {
          System.err.println("halite runtime: " + thread.getName() + " failed: " + mistake);
          Runtime.getRuntime().halt(INTERNAL);
        });
    Runtime.getRuntime().halt(run(arguments));
  }

  private static int run(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("--connect")) {
      return connect(arguments[1], false);
    }
    if (arguments.length == 3
        && arguments[0].equals("--connect")
        && arguments[2].equals("--spare")) {
      return connect(arguments[1], true);
    }
    if (arguments.length >= 1 && arguments[0].equals("--validate")) {
      return CheckCommand.run(Arrays.asList(arguments).subList(1, arguments.length));
    }
    if (arguments.length == 1 && arguments[0].equals("--train")) {
      return Training.run();
    }
    if (arguments.length == 1 && arguments[0].equals("--walls")) {
      return WallsReport.run();
    }
    System.err.println(
        "usage: org.halite.runtime.Main --connect SOCKET [--spare] | --validate [OPTION]... FILE... |"
            + " --walls | --train");
    return USAGE;
  }

  private static int connect(String socket, boolean spare) {
    String token = System.getenv("HALITE_TOKEN");
    if (token == null) {
      System.err.println("halite runtime: HALITE_TOKEN is not set");
      return USAGE;
    }
    try {
      DescriptorSocket given = DescriptorSocket.open(socket, token);
      new ModuleProcess(BrowserConnection.open(socket), given, spare).serve(token);
      return 0; // the browser has closed the connection: nobody wants this module any more
    } catch (WireException e) {
      System.err.println("halite runtime: " + e.getMessage());
      return PROTOCOL;
    } catch (IllegalStateException e) {
      System.err.println("halite runtime: " + e.getMessage());
      return NO_BROWSER;
    }
  }
}
