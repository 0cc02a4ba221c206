package org.halite.bridge.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * That a site loaded a file from a URL: what the server said of it, and which bytes came.
 *
 * @param site who loaded it; to all others it is as if it had never been loaded
 * @param url of the last hop
 * @param asker what the request said in its Origin header, empty for none
 * @param sha256 of the bytes, 64 hexadecimal digits in lower case
 * @param length in bytes
 * @param received when the server last said so, milliseconds since 1970
 * @param headers those that matter later, names in lower case
 */
public record KeptAnswer(
    String site,
    String url,
    String asker,
    String sha256,
    long length,
    long received,
    Map<String, String> headers) {
  /** Of an encoded answer. */
  static final int MAX_BYTES = 32 << 10;

  private static final int MAX_HEADERS = 16;
  private static final int DIGITS = 64;

  public KeptAnswer {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /** The same bytes, confirmed by the server just now. */
  public KeptAnswer confirmed(long now, Map<String, String> said) {
    return new KeptAnswer(site, url, asker, sha256, length, now, said);
  }

  /** What the answer is to, under which it is found. */
  byte[] question() {
    return question(site, url, asker);
  }

  static byte[] question(String site, String url, String asker) {
    return bytes(
        out -> {
          text(out, site);
          text(out, url);
          text(out, asker);
        });
  }

  byte[] encode() {
    return bytes(
        out -> {
          out.write(question());
          out.write(sha256.getBytes(StandardCharsets.US_ASCII));
          out.writeLong(length);
          out.writeLong(received);
          out.writeInt(headers.size());
          for (Map.Entry<String, String> header : headers.entrySet()) {
            text(out, header.getKey());
            text(out, header.getValue());
          }
        });
  }

  /**
   * Reads what {@link #encode} made.
   *
   * @throws IOException when it made no such thing
   */
  static KeptAnswer decode(byte[] encoded) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
    String site = text(in);
    String url = text(in);
    String asker = text(in);
    String sha256 = new String(in.readNBytes(DIGITS), StandardCharsets.US_ASCII);
    long length = in.readLong();
    long received = in.readLong();
    int count = in.readInt();
    if (!StoredFiles.isName(sha256) || length < 0 || count < 0 || count > MAX_HEADERS) {
      throw new IOException("it is of no known form");
    }
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      headers.put(text(in), text(in));
    }
    if (in.read() >= 0) {
      throw new IOException("it is longer than it says");
    }
    return new KeptAnswer(site, url, asker, sha256, length, received, headers);
  }

  private interface Writer {
    void to(DataOutputStream out) throws IOException;
  }

  private static byte[] bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writer.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("it has a text of " + length + " bytes");
    }
    byte[] encoded = in.readNBytes(length);
    if (encoded.length != length) {
      throw new IOException("it is cut off");
    }
    return new String(encoded, StandardCharsets.UTF_8);
  }
}
