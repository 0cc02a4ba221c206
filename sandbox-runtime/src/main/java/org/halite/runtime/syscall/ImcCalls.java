package org.halite.runtime.syscall;

import org.halite.runtime.imc.Connections;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.imc.Messages;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;

/**
 * IMC: sockets, connections, messages and shared memory (spec/nacl.md ch. 11 and 18). What makes
 * new ones is a privilege; to use what one was given is not.
 */
public final class ImcCalls {
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final Connections connections;
  private final Messages messages;
  private boolean allowed;

  ImcCalls(Sandbox sandbox, DescriptorTable descriptors) {
    this.memory = sandbox.memory();
    this.descriptors = descriptors;
    this.connections = new Connections(sandbox, descriptors);
    this.messages = new Messages(sandbox.memory(), descriptors);
  }

  /** Lets the module make sockets and shared memory; before it starts. */
  void allow() {
    allowed = true;
  }

  long makeBoundSock(long pair) {
    return allowed ? store(connections.boundSocket(), pair) : -Errno.EACCES;
  }

  long socketPair(long pair) {
    return allowed ? store(connections.socketPair(), pair) : -Errno.EACCES;
  }

  long accept(long number) {
    return connections.accept((int) number);
  }

  long connect(long number) {
    return allowed ? connections.connect((int) number) : -Errno.EACCES;
  }

  long send(long number, long header, long flags) {
    return messages.send((int) number, header, flags);
  }

  long receive(long number, long header, long flags) {
    return messages.receive((int) number, header, flags);
  }

  long memoryObject(long size) {
    return allowed ? connections.sharedMemory(size) : -Errno.EACCES;
  }

  /** Two numbers for the module; where they cannot be told, they are closed again. */
  private long store(int[] pair, long address) {
    if (pair[0] < 0) {
      return pair[0];
    }
    try {
      memory.writeLong(address, pair[0] | (long) pair[1] << 32);
      return 0;
    } catch (BadAddress bad) {
      int unused = descriptors.close(pair[0]) + descriptors.close(pair[1]);
      assert unused <= 0;
      throw bad;
    }
  }
}
