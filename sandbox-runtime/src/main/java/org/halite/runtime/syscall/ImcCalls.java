package org.halite.runtime.syscall;

import org.halite.runtime.imc.Carrier;
import org.halite.runtime.imc.Connections;
import org.halite.runtime.imc.DescriptorTable;
import org.halite.runtime.imc.Messages;
import org.halite.runtime.imc.RemoteConnections;
import org.halite.runtime.machine.BadAddress;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.runtime.machine.Sandbox;

/**
 * IMC: sockets, connections, messages and shared memory (spec/nacl.md ch. 11 and 18). What makes
 * new ones is a privilege ({@link SystemCalls#allowSockets}); to use what one was given is not.
 */
public final class ImcCalls {
  private final ModuleMemory memory;
  private final DescriptorTable descriptors;
  private final Connections connections;
  private final Messages messages;

  ImcCalls(Sandbox sandbox, DescriptorTable descriptors) {
    this.memory = sandbox.memory();
    this.descriptors = descriptors;
    this.connections = new Connections(sandbox, descriptors);
    this.messages = new Messages(sandbox.memory(), descriptors);
  }

  RemoteConnections serve(Carrier carrier) {
    return connections.serve(carrier, LentFile::new);
  }

  long makeBoundSock(long pair) {
    return store(connections.boundSocket(), pair);
  }

  long socketPair(long pair) {
    return store(connections.socketPair(), pair);
  }

  public long accept(long number) {
    return connections.accept((int) number);
  }

  /** Blocks until the module ends: a service that nobody knows. Only then -errno. */
  public long awaitNobody() {
    int[] pair = connections.boundSocket();
    return pair[0] < 0 ? pair[0] : connections.accept(pair[0]);
  }

  long connect(long number) {
    return connections.connect((int) number);
  }

  long send(long number, long header, long flags) {
    return messages.send((int) number, header, flags);
  }

  long receive(long number, long header, long flags) {
    return messages.receive((int) number, header, flags);
  }

  long memoryObject(long size) {
    return connections.sharedMemory(size);
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
