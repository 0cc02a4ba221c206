package org.halite.bridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileKeyTest {
  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  private Path file() {
    return folder.resolve("data").resolve("validation.key");
  }

  private byte[] proof() throws IOException {
    return ProfileKey.at(file(), log::add).authenticate("test", new byte[0]);
  }

  /** The key is not used, the log says why, and a good one has taken its place. */
  private void assertReplaced(byte[] withTheOldKey, String why) throws IOException {
    byte[] proof = proof();
    assertFalse(Arrays.equals(withTheOldKey, proof), why);
    assertEquals(1, log.size(), log.toString());
    assertTrue(log.getFirst().contains("was not trusted: it " + why), log.getFirst());
    assertArrayEquals(proof, proof());
    assertEquals(1, log.size(), "the new one is trusted");
    assertMode();
  }

  private void assertMode() throws IOException {
    assertTrue(Files.isRegularFile(file(), LinkOption.NOFOLLOW_LINKS));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
  }

  @Test
  void aKeyIsMadeOnceForItsOwnerAlone() throws IOException {
    byte[] proof = proof();
    assertArrayEquals(proof, proof());
    assertEquals(32, Files.size(file()));
    assertMode();
    try (var files = Files.list(file().getParent())) {
      assertEquals(List.of(file()), files.toList());
    }
    assertEquals(List.of(), log);
  }

  /** The value is from another implementation: Python's hmac. */
  @Test
  void theAuthenticatorIsHmacSha256OfPurposeNulAndMessage() throws Exception {
    Files.createDirectories(file().getParent());
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 0x0b);
    Files.createFile(
        file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file(), secret);
    byte[] mac =
        ProfileKey.at(file(), log::add)
            .authenticate("Hi", "There".getBytes(StandardCharsets.US_ASCII));
    assertEquals(
        "4a01cac9698c82030c7487d8109290916f10111ccacc9e10031434fc7266d69a",
        HexFormat.of().formatHex(mac));
  }

  @Test
  void twoProfilesHaveTwoKeys() throws IOException {
    byte[] proof = proof();
    Files.delete(file());
    assertFalse(Arrays.equals(proof, proof()));
  }

  @Test
  void aKeyOfAnotherLengthIsReplaced() throws IOException {
    byte[] proof = proof();
    Files.write(file(), new byte[31]);
    assertReplaced(proof, "has 31 bytes instead of 32");
  }

  @Test
  void aKeyThatOthersCanReadIsReplaced() throws IOException {
    byte[] proof = proof();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    assertReplaced(proof, "can be reached by others: its mode is rw-r----- instead of rw-------");
  }

  @Test
  void aSymbolicLinkInPlaceOfAKeyIsReplaced() throws IOException {
    byte[] proof = proof();
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file(), elsewhere);
    Files.createSymbolicLink(file(), elsewhere);
    assertReplaced(proof, "is not a regular file");
    assertTrue(Files.exists(elsewhere));
  }

  @Test
  void aKeyOfSomebodyElseIsReplaced() throws IOException {
    byte[] proof = proof();
    boolean given;
    try {
      Files.setAttribute(file(), "unix:uid", 65534);
      given = true;
    } catch (IOException e) {
      given = false;
    }
    assumeTrue(given, "only root can give a file away: a key of somebody else was not tried");
    assertReplaced(proof, "belongs to ");
  }

  @Test
  void aFolderInPlaceOfAKeyIsASentence() throws IOException {
    Files.createDirectories(file());
    Files.createFile(file().resolve("in the way"));
    IOException e = assertThrows(IOException.class, this::proof);
    assertTrue(
        e.getMessage().startsWith("the profile's key " + file() + " cannot be read or made: "),
        e.getMessage());
    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
  }
}
