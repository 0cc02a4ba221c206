package org.halite.bridge.store;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * All that a verdict depends on. Two that are equal have the same verdict, and only then.
 *
 * @param validator version of what judged: changes whenever its judgement can
 * @param cpuFeatures that the code was allowed to use
 * @param length of the module in bytes
 * @param sha256 of the bytes that the runtime process got, 64 hex digits
 */
public record JudgedModule(String validator, String cpuFeatures, long length, String sha256) {
  /**
   * Code in a file that is no module by itself. A module's verdict is about its text, wherever that
   * lies in it; this one is about the bytes themselves, so neither may ever stand for the other.
   *
   * @param offset of the code in the file
   * @param length of the code
   * @param sha256 of the whole file
   */
  public static JudgedModule code(
      String validator, String cpuFeatures, long offset, long length, String sha256) {
    String judged = validator + " on code from " + offset + " on";
    return new JudgedModule(judged, cpuFeatures, length, sha256);
  }

  /** The same for the same values only: each text has its length in front. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String text : new String[] {validator, cpuFeatures, sha256}) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
      }
      out.writeLong(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
