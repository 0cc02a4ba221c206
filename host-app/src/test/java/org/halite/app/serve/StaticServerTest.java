package org.halite.app.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticServerTest {
  @TempDir private Path outside;

  private Path folder() throws IOException {
    Path folder = Files.createDirectories(outside.resolve("served"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createDirectories(outside.resolve("served-too"));
    Files.writeString(outside.resolve("served-too/secret.txt"), "secret");
    Files.writeString(folder.resolve("index.html"), "<p>hello");
    Files.writeString(folder.resolve("empty.txt"), "");
    Files.createDirectories(folder.resolve("below"));
    Files.writeString(folder.resolve("below/a file.nmf"), "{}");
    Files.writeString(folder.resolve("app.nexe"), "\u007fELF");
    Files.createSymbolicLink(folder.resolve("link.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(folder.resolve("out"), outside);
    Files.createSymbolicLink(folder.resolve("inside.nexe"), folder.resolve("app.nexe"));
    return folder;
  }

  /** Sends the request line as it is: a client library would tidy the path up. */
  private static String ask(StaticServer server, String requestLine) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/below/../../secret.txt",
        "/below/%2E%2E/%2e./secret.txt",
        "//../secret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/link.txt",
        "/out/secret.txt",
        "/out/served-too/secret.txt",
        "/../served-too/secret.txt",
        "/index.html%00.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/absent.html",
        "/below",
        "/index.html/x",
      })
  void aPathOutOfTheFolderFindsNothing(String path) throws IOException {
    try (StaticServer server = StaticServer.start(folder(), 0, null)) {
      String answer = ask(server, "GET " + path);
      assertFalse(answer.contains("secret\n") || answer.endsWith("secret"), answer);
      assertFalse(answer.contains("root:"), answer);
      assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html; charset=utf-8",
    "/index.html?query,text/html; charset=utf-8",
    "/below/a%20file.nmf,application/json",
    "/app.nexe,application/octet-stream",
    "/inside.nexe,application/octet-stream",
    "/empty.txt,text/plain; charset=utf-8",
  })
  void filesHaveTheirTypes(String path, String type) throws IOException {
    try (StaticServer server = StaticServer.start(folder(), 0, null)) {
      String answer = ask(server, "GET " + path);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(
          answer
              .toLowerCase(Locale.ROOT)
              .contains("content-type: " + type.toLowerCase(Locale.ROOT) + "\r\n"),
          answer);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("x-content-type-options: nosniff"));
    }
  }

  @Test
  void aFileThatHasNotChangedIsNotSentAgain() throws IOException {
    Path folder = folder();
    try (StaticServer server = StaticServer.start(folder, 0, null)) {
      String first = ask(server, "GET /app.nexe");
      String tag = first.lines().filter(l -> l.startsWith("Etag: ")).findFirst().orElseThrow();
      String condition = " HTTP/1.1\r\nIf-None-Match: " + tag.substring(6) + "\r\nX: ";
      assertTrue(ask(server, "GET /app.nexe" + condition).startsWith("HTTP/1.1 304 "));
      Files.writeString(folder.resolve("app.nexe"), "\u007fELF, longer");
      assertTrue(ask(server, "GET /app.nexe" + condition).startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void corsIsSentOnlyWhenAsked() throws IOException {
    try (StaticServer closed = StaticServer.start(folder(), 0, null)) {
      assertFalse(ask(closed, "GET /").contains("ccess-control"));
    }
    try (StaticServer any = StaticServer.start(outside.resolve("served"), 0, "*")) {
      assertTrue(ask(any, "GET /").contains("ccess-control-allow-origin: *\r\n"));
      assertTrue(ask(any, "OPTIONS /").startsWith("HTTP/1.1 204"));
    }
  }

  @Test
  void onlyGetAndHeadAreAnswered() throws IOException {
    try (StaticServer server = StaticServer.start(folder(), 0, null)) {
      assertTrue(ask(server, "POST /").startsWith("HTTP/1.1 405"));
      assertTrue(ask(server, "DELETE /index.html").startsWith("HTTP/1.1 405"));
      String head = ask(server, "HEAD /index.html");
      assertTrue(head.contains("ontent-length: 8\r\n"), head);
      assertTrue(head.endsWith("\r\n\r\n"), head);
    }
  }

  @Test
  void onlyTheLoopbackAddressListens() throws IOException {
    try (StaticServer server = StaticServer.start(folder(), 0, null)) {
      assertEquals("127.0.0.1", server.url().getHost());
    }
  }

  @Test
  void aFileIsNoFolderToServe() throws IOException {
    Path file = folder().resolve("index.html");
    assertThrows(NotDirectoryException.class, () -> StaticServer.start(file, 0, null));
  }

  @Test
  void anOriginCannotAddHeaders() throws IOException {
    Path folder = folder();
    assertThrows(
        IllegalArgumentException.class, () -> StaticServer.start(folder, 0, "*\r\nSet-Cookie: a"));
  }
}
