package org.halite.sdk.driver;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Names a folder of the cache by the content of all that was put into it. */
final class ContentKey {
  private static final int BYTES = 12;

  private static final String OWN = "org/halite/sdk/";

  /** The classes that decide what code looks like. */
  private static final Pattern DECISIVE =
      Pattern.compile(
          OWN
              + "(assembly/|sandbox/|driver/(Toolchain|CompilerDriver|RuntimeLibrary|NewlibPlan"
              + "|LibraryCompiler|CxxLibrary|CxxPlan)[.$]).*class");

  private final MessageDigest digest;

  ContentKey() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  void add(String name, byte[] content) {
    digest.update((name + ' ' + content.length + '\n').getBytes(StandardCharsets.UTF_8));
    digest.update(content);
  }

  void add(String name, String content) {
    add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The SDK itself: another rewriter makes other libraries. A jar knows its checksums. */
  void addOwnCode() throws IOException {
    Path place;
    try {
      place = Path.of(ContentKey.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the SDK's own place cannot be told", e);
    }
    Map<String, Long> checksums = new TreeMap<>();
    if (Files.isDirectory(place)) {
      try (Stream<Path> classes = Files.walk(place.resolve(OWN))) {
        List<Path> files =
            classes
                .filter(file -> DECISIVE.matcher(place.relativize(file).toString()).matches())
                .toList();
        for (Path file : files) {
          CRC32 crc = new CRC32();
          crc.update(Files.readAllBytes(file));
          checksums.put(place.relativize(file).toString(), crc.getValue());
        }
      }
    } else {
      try (JarFile jar = new JarFile(place.toFile())) {
        for (JarEntry entry : jar.stream().toList()) {
          if (DECISIVE.matcher(entry.getName()).matches()) {
            checksums.put(entry.getName(), entry.getCrc());
          }
        }
      }
    }
    add("code", checksums.toString());
  }

  String text() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
