package org.halite.bridge.imc;

import java.io.IOException;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.ControlWire;
import org.halite.wire.DescriptorWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/** Answers one process's questions for descriptors: of new memory, and of what it was lent. */
final class DescriptorGiver {
  private final RuntimeConnection wire;
  private final LentThings lent;

  /** The files of a page's module, which it opens by its own numbers; null for others. */
  private final RuntimeConnection.Files files;

  private final MemoryAllowance allowance;
  private boolean asks;

  /**
   * @param files that it may ask for beside new memory; null when it asks for what it was lent
   * @param memory how many bytes of shared memory the module may make, 0 for the usual limit
   */
  DescriptorGiver(
      RuntimeConnection wire, LentThings lent, RuntimeConnection.Files files, long memory) {
    this.wire = wire;
    this.lent = lent;
    this.files = files;
    allowance = MemoryAllowance.of(memory == 0 ? ControlWire.DEFAULT_MEMORY : memory);
  }

  /**
   * The process will ask; in the order of its requests.
   *
   * @throws WireException when it said so before
   */
  void begin() throws WireException {
    if (asks) {
      throw new WireException("a second word that it will ask for descriptors");
    }
    asks = true;
    wire.give(this::answer);
  }

  /** On the thread that gives descriptors. */
  private DescriptorChannel.Answer answer(TravellingDescriptor question) throws WireException {
    return switch (question.kind()) {
      case DescriptorWire.NEW_MEMORY -> newMemory(question.size());
      case DescriptorWire.OPEN -> {
        if (files != null) {
          yield RuntimeConnection.file(files, question.number());
        }
        KernelHandle handle = lent.handle(question.number());
        yield given(question.number(), handle);
      }
      default -> throw new WireException("a question of the unknown kind " + question.kind());
    };
  }

  /** Memory that the module makes is the browser's, and lent to it. */
  private DescriptorChannel.Answer newMemory(long size) throws WireException {
    if (!SharedMemoryHandle.isSize(size)) {
      throw new WireException("shared memory of " + size + " bytes");
    }
    if (!lent.hasRoom() || !allowance.take(size)) {
      return DescriptorChannel.Answer.REFUSED;
    }
    SharedDescriptor memory;
    try {
      memory = SharedDescriptor.memory(size, () -> allowance.giveBack(size));
    } catch (IOException e) { // no descriptor is left in this process
      allowance.giveBack(size);
      return DescriptorChannel.Answer.REFUSED;
    }
    KernelHandle handle = new SharedMemoryHandle(memory);
    try {
      return given(lent.lend(handle), handle);
    } catch (IOException e) {
      handle.close();
      return DescriptorChannel.Answer.REFUSED;
    }
  }

  /** Its holder becomes the answer's. */
  private static DescriptorChannel.Answer given(int number, KernelHandle handle) {
    SharedDescriptor kernel = handle.kernel();
    boolean held = kernel.retain();
    TravellingDescriptor record = new TravellingDescriptor(handle.kind(), number, handle.size());
    handle.close();
    return held ? new DescriptorChannel.Answer(record, kernel) : DescriptorChannel.Answer.REFUSED;
  }
}
