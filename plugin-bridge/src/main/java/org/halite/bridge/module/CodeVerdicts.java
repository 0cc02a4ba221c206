package org.halite.bridge.module;

import java.util.function.Consumer;
import org.halite.bridge.store.JudgedModule;
import org.halite.bridge.store.LibraryStore;
import org.halite.bridge.store.ValidationCache;
import org.halite.wire.ControlWire;

/**
 * What the browser knows of code in the files of one module's manifest. A verdict is about sealed
 * bytes whose hash the browser took itself, and it comes from a {@link LibraryJudge}: what the
 * module's own process says of code, in which untrusted code runs, is never kept.
 *
 * @param features the CPU features that the module's process judges by
 * @param version of what judges there
 * @param shared whether sites share what they pin
 */
record CodeVerdicts(
    ValidationCache cache, String site, String version, String features, boolean shared) {

  /** A part of a file that a process asks about. */
  record Code(ListedFile.Sealed file, long offset, long length) {
    /** Whether there is such a part, and it is worth a verdict. */
    boolean isWorthIt() {
      return offset >= 0
          && length >= ControlWire.MIN_KEPT_CODE
          && length <= file.size()
          && offset <= file.size() - length;
    }
  }

  private String audience(Code code) {
    return shared && code.file().pinned() ? LibraryStore.EVERY_SITE : site;
  }

  /**
   * Whether this code was accepted before, as it is, for this site.
   *
   * @param log hears why a kept verdict was ignored
   */
  boolean know(Code code, Consumer<String> log) {
    return cache.knows(audience(code), subject(code, version, features), log);
  }

  /** Keeps that a judge of this version accepted it, for processors with these features. */
  void keep(Code code, String judgeVersion, String judgeFeatures, Consumer<String> log) {
    cache.keep(audience(code), subject(code, judgeVersion, judgeFeatures), log);
  }

  private JudgedModule subject(Code code, String by, String on) {
    return JudgedModule.code(by, on, code.offset(), code.length(), code.file().sha256());
  }
}
