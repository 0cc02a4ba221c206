package org.halite.bridge.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Map;
import java.util.OptionalLong;
import org.halite.bridge.origin.FilePages;

/** A file of the disk, read by the real path that was judged. */
final class LocalFile {
  private final Transfer transfer;
  private final FilePages.Judged judged;

  LocalFile(Transfer transfer, FilePages.Judged judged) {
    this.transfer = transfer;
    this.judged = judged;
  }

  /**
   * @param reader gets a head before, where there is one
   */
  void copyTo(ByteSink sink, ResponseReader reader) throws FetchException, InterruptedException {
    if (!judged.decision().allowed()) {
      throw transfer.refused(judged.decision(), 0);
    }
    try (InputStream in = Files.newInputStream(judged.realPath(), LinkOption.NOFOLLOW_LINKS)) {
      OptionalLong size = OptionalLong.of(Files.size(judged.realPath()));
      if (reader != null) {
        reader.head(new ResponseHead(transfer.url(), 200, Map.of(), size.getAsLong(), null, null));
      }
      transfer.copy(in, size, judged.decision(), 200, sink, Watch.NONE);
    } catch (IOException e) {
      throw transfer.failed("was not loaded: it cannot be read", judged.decision(), 0, e);
    }
  }
}
