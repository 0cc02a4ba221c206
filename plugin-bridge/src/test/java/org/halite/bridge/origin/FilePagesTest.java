package org.halite.bridge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePagesTest {
  @TempDir Path root;
  private URI page;

  @BeforeEach
  void aSite() throws Exception {
    root = root.toRealPath();
    Files.createDirectories(root.resolve("site/sub"));
    Files.writeString(root.resolve("site/index.html"), "");
    Files.writeString(root.resolve("site/sub/app.nexe"), "");
    Files.writeString(root.resolve("secret"), "");
    page = root.resolve("site/index.html").toUri();
  }

  private static FilePages.Judged judge(URI document, URI target) {
    return FilePages.judge(document, target, FilePages.Access.RUN, FilePages.Access.RUN);
  }

  private String refusal(String path) {
    FilePages.Judged judged = judge(page, page.resolve(path));
    assertFalse(judged.decision().allowed());
    return judged.decision().reason();
  }

  @Test
  void aFilePageReadsBelowItsOwnFolder() {
    FilePages.Judged judged = judge(page, page.resolve("sub/app.nexe"));
    assertTrue(judged.decision().allowed(), judged.decision().reason());
    assertEquals(root.resolve("site/sub/app.nexe"), judged.realPath());
  }

  @Test
  void parentsAreOutOfReach() {
    assertTrue(refusal("../secret").contains("outside the page's folder"));
    assertTrue(refusal("sub/%2e%2e/%2E%2E/secret").contains("outside the page's folder"));
  }

  @Test
  void linksThatLeaveTheFolderAreRefused() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("site/link.nexe"), root.resolve("secret"));
    assertTrue(Files.exists(link));
    assertTrue(refusal("link.nexe").contains("outside the page's folder"));
    Path folder = Files.createSymbolicLink(root.resolve("site/up"), root);
    assertTrue(Files.exists(folder));
    assertTrue(refusal("up/secret").contains("outside the page's folder"));
  }

  @Test
  void linksInsideTheFolderAreFollowed() throws Exception {
    Path link =
        Files.createSymbolicLink(root.resolve("site/link.nexe"), root.resolve("site/sub/app.nexe"));
    assertTrue(judge(page, link.toUri()).decision().allowed());
  }

  @Test
  void foldersMissingFilesAndOtherMachinesAreRefused() {
    assertTrue(refusal("sub").contains("not a regular file"));
    assertTrue(refusal("none.nexe").contains("was not found"));
    assertTrue(refusal("//server/share/x").contains("was not found"));
    assertTrue(refusal("sub/app.nexe%00.txt").contains("was not found"));
  }

  @Test
  void aWebPageReadsNoFile() {
    FilePages.Judged judged =
        judge(URI.create("http://a.test/"), root.resolve("site/sub/app.nexe").toUri());
    assertFalse(judged.decision().allowed());
    assertTrue(
        judged.decision().reason().contains("may not read file URLs"), judged.decision().reason());
  }

  @Test
  void aFilePageReadsNothingWithoutTheDevelopersSwitch() {
    URI beside = page.resolve("sub/app.nexe");
    FilePages.Judged without =
        FilePages.judge(page, beside, FilePages.Access.READ, FilePages.Access.RUN);
    assertFalse(without.decision().allowed());
    assertEquals(
        "app.nexe was refused: a page opened from disk is an origin of its own and reads no other"
            + " file; open it with --allow-file-access, or serve its folder with halite serve",
        without.decision().reason());
    FilePages.Judged with =
        FilePages.judge(page, beside, FilePages.Access.READ, FilePages.Access.READ);
    assertTrue(with.decision().allowed(), with.decision().reason());
  }

  @Test
  void theSwitchOpensThePagesFolderAndNoOther() {
    FilePages.Judged judged =
        FilePages.judge(
            page, page.resolve("../secret"), FilePages.Access.READ, FilePages.Access.READ);
    assertFalse(judged.decision().allowed());
    assertTrue(
        judged.decision().reason().contains("outside the page's folder"),
        judged.decision().reason());
  }
}
