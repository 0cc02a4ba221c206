package org.halite.runtime.syscall;

/** The memory behind a {@link ResourceFile}, had when it is first read or mapped. */
final class SealedFile extends HostFile {
  private final ResourceFiles files;
  private final Resources.Opened file;
  private boolean opened;

  SealedFile(ResourceFiles files, Resources.Opened file) {
    super(LATER, true);
    this.files = files;
    this.file = file;
  }

  @Override
  int open() {
    int number = files.descriptor(file);
    opened = number >= 0;
    return opened ? number : LATER;
  }

  @Override
  void gone() {
    if (opened) {
      files.closed();
    }
  }
}
