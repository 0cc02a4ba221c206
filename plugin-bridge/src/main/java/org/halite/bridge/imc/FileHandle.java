package org.halite.bridge.imc;

import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.TravellingDescriptor;

/** A file that the browser opened for reading. */
final class FileHandle extends KernelHandle implements ImcDescriptor.File {
  FileHandle(SharedDescriptor kernel) {
    super(kernel);
  }

  @Override
  KernelHandle another() {
    return new FileHandle(kernel());
  }

  @Override
  int kind() {
    return TravellingDescriptor.FILE;
  }

  @Override
  public String toString() {
    return "file of " + size() + " bytes";
  }
}
