package org.halite.app.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.halite.app.serve.StaticServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halite serve}: runs until the process is ended. */
@Command(
    name = "serve",
    description = "Serve a folder at 127.0.0.1 for local testing, until interrupted.")
final class ServeCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder to serve.")
  private Path folder;

  @Option(names = "--port", paramLabel = "N", description = "The port; any free one if not given.")
  private int port;

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      description = "Let pages of this origin (or * for any) read what is served.")
  private String cors;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > MAX_PORT) {
      throw new Failure(ExitCodes.USAGE, "--port " + port + " is no port: use 0 to 65535.");
    }
    try (StaticServer server = StaticServer.start(folder, port, cors)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(server.url());
      out.flush();
      new CountDownLatch(1).await();
      return ExitCodes.OK;
    } catch (NotDirectoryException e) {
      throw new Failure(ExitCodes.FAILURE, folder + " is no folder: name one to serve.", e);
    } catch (BindException e) {
      throw new Failure(
          ExitCodes.FAILURE, "Port " + port + " is taken: choose another one with --port.", e);
    }
  }
}
