package org.halite.wire;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a runtime process gets mounts and a network of its own: the kernel gives them to a process of
 * one thread only, which no JVM is, so {@code unshare} of util-linux makes them and becomes the
 * JVM. Here because the browser starts it so and the runtime's jail looks whether it was.
 *
 * @param prefix what stands before {@code java} in the command line; empty when there is no way
 * @param why how they are made, or why they are not and what a person can do
 */
public record RuntimeNamespaces(List<String> prefix, String why) {
  /**
   * Environment variable of the runtime process: the browser's own namespaces, as /proc/self/ns
   * names them, with a space between. A namespace that is not among them is the runtime's own.
   */
  public static final String OUTSIDE = "HALITE_OUTSIDE";

  /** Namespaces as /proc/self/ns names them. */
  public static final String MOUNTS = "mnt";

  public static final String NETWORK = "net";
  public static final String USER = "user";

  private static final List<String> KINDS = List.of(MOUNTS, NETWORK, USER);

  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/bin/unshare"), Path.of("/bin/unshare"));

  private static final List<String> PRIVATE = List.of("--mount", "--net", "--ipc", "--uts");
  private static final List<String> IN_USER_NAMESPACE = List.of("--user", "--map-root-user");
  private static final int PROBE_SECONDS = 5;

  /** Made when first asked for. */
  private static final class Here {
    static final RuntimeNamespaces NAMESPACES = probe();
  }

  public RuntimeNamespaces {
    prefix = List.copyOf(prefix);
  }

  /** What works on this machine for this person: tried once, with {@code true} for a JVM. */
  public static RuntimeNamespaces here() {
    return Here.NAMESPACES;
  }

  /** The value of {@link #OUTSIDE} for processes that this one starts; empty without /proc. */
  public static String outside() {
    StringBuilder all = new StringBuilder();
    for (String kind : KINDS) {
      String name = name(kind);
      if (name.isEmpty()) {
        return "";
      }
      all.append(all.isEmpty() ? "" : " ").append(name);
    }
    return all.toString();
  }

  /**
   * Whether this process has a namespace of this kind that is not the browser's.
   *
   * @param outside the value of {@link #OUTSIDE}, null when it is not set
   */
  public static boolean own(String kind, String outside) {
    String name = name(kind);
    return outside != null
        && !name.isEmpty()
        && outside.contains(kind + ":[")
        && !outside.contains(name);
  }

  /** Such as {@code net:[4026531840]}. */
  private static String name(String kind) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns", kind)).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static RuntimeNamespaces probe() {
    for (Path program : PROGRAMS) {
      if (Files.isExecutable(program)) {
        return probe(program);
      }
    }
    return new RuntimeNamespaces(
        List.of(), "there is no /usr/bin/unshare; install the package util-linux");
  }

  private static RuntimeNamespaces probe(Path program) {
    String refusal = "";
    // First without a user namespace: only so can a process of root get a user id of its own.
    for (List<String> user : List.of(List.<String>of(), IN_USER_NAMESPACE)) {
      List<String> prefix = new ArrayList<>();
      prefix.add(program.toString());
      prefix.addAll(user);
      prefix.addAll(PRIVATE);
      prefix.add("--");
      refusal = refusal(prefix);
      if (refusal.isEmpty()) {
        return new RuntimeNamespaces(
            prefix, user.isEmpty() ? "made by root" : "made in a user namespace of its own");
      }
    }
    return new RuntimeNamespaces(
        List.of(),
        "the kernel gives this person no user namespace ("
            + refusal
            + "); where the administrator allows it: sysctl kernel.unprivileged_userns_clone=1"
            + " kernel.apparmor_restrict_unprivileged_userns=0 user.max_user_namespaces=10000");
  }

  /** Empty when it works. */
  private static String refusal(List<String> prefix) {
    List<String> line = new ArrayList<>(prefix);
    line.add("/bin/true");
    try {
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "unshare did not end";
      }
      String said = new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? "" : said.isBlank() ? "unshare failed" : said.strip();
    } catch (IOException e) {
      return "unshare could not be started: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the attempt was interrupted";
    }
  }
}
