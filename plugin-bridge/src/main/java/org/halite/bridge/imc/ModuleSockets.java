package org.halite.bridge.imc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The browser's connections to one module, as requests on the control wire. Takes the runtime's IMC
 * requests on the event loop; any thread connects, sends and receives.
 */
public final class ModuleSockets {
  private final RuntimeConnection wire;

  // Guarded by this.
  private final Map<Integer, WireImcConnection> connections = new HashMap<>();
  private int lastNumber;
  private String gone;

  public ModuleSockets(RuntimeConnection wire) {
    this.wire = wire;
  }

  /** The right to connect to the module's descriptor 3. */
  public ImcDescriptor.ConnectionCapability address() {
    return new Capability(this, ControlWire.DEFAULT_ADDRESS);
  }

  /** A thing of the module's, known by its number there. */
  private interface Numbered {
    ModuleSockets owner();

    int number();
  }

  private record Capability(ModuleSockets owner, int number)
      implements ImcDescriptor.ConnectionCapability, Numbered {
    @Override
    public ImcConnection connect() throws IOException, InterruptedException {
      return owner.connect(number);
    }
  }

  /** Memory of the module's that only it can read. */
  private record Memory(ModuleSockets owner, int number, long size)
      implements ImcDescriptor.Opaque, Numbered {}

  private ImcConnection connect(int capability) throws IOException, InterruptedException {
    WireImcConnection connection;
    synchronized (this) {
      if (gone != null) {
        throw new IOException(gone);
      }
      if (connections.size() >= ControlWire.MAX_CONNECTIONS) {
        throw new IOException(
            "there are " + ControlWire.MAX_CONNECTIONS + " connections to the module already");
      }
      connection = new WireImcConnection(this, wire, ++lastNumber);
      connections.put(connection.number(), connection);
    }
    boolean connected = false;
    try {
      SrpcMessage answer =
          wire.call(ControlWire.IMC_CONNECT, capability, connection.number()).get();
      connected = answer.integer(0) == 1;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } finally {
      if (!connected) {
        forget(connection);
      }
    }
    if (!connected) {
      throw new IOException("nobody in the module listens at this address");
    }
    return connection;
  }

  /** The number is free again. */
  synchronized void forget(WireImcConnection connection) {
    connections.remove(connection.number(), connection);
  }

  /**
   * Takes a request with an IMC method; false when it has another.
   *
   * @throws WireException when the runtime process does not keep to the wire
   */
  public boolean request(RuntimeRequest request) throws WireException {
    SrpcMessage message = request.message();
    switch (request.method()) {
      case ControlWire.IMC_MESSAGE -> {
        if (message.bytes(1).length > ImcMessage.MAX_BYTES) {
          throw new WireException("an IMC message that is too large");
        }
        List<ImcDescriptor> descriptors = new ArrayList<>();
        for (TravellingDescriptor each : TravellingDescriptor.decode(message.bytes(2))) {
          descriptors.add(known(each));
        }
        WireImcConnection connection = connection(message.integer(0));
        if (connection == null) {
          request.reply(); // closed here a moment ago
        } else {
          connection.arrived(new ImcMessage(message.bytes(1), descriptors), request);
        }
      }
      case ControlWire.IMC_CLOSED -> {
        WireImcConnection connection = connection(message.integer(0));
        if (connection != null) {
          connection.closedByPeer();
        }
        request.reply();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private synchronized WireImcConnection connection(int number) throws WireException {
    if (number <= 0 || number > lastNumber) {
      throw new WireException("a message on a connection that there never was");
    }
    return connections.get(number);
  }

  private ImcDescriptor known(TravellingDescriptor traveller) throws WireException {
    if (traveller.number() < 0 || traveller.size() < 0) {
      throw new WireException("a descriptor with a negative number or size");
    }
    return switch (traveller.kind()) {
      case TravellingDescriptor.INVALID -> ImcDescriptor.INVALID;
      case TravellingDescriptor.CAPABILITY -> new Capability(this, traveller.number());
      case TravellingDescriptor.MEMORY -> new Memory(this, traveller.number(), traveller.size());
      default -> throw new WireException("a descriptor of the unknown kind " + traveller.kind());
    };
  }

  /**
   * What travels to the module.
   *
   * @throws IOException when one of them is not this module's own
   */
  byte[] records(List<ImcDescriptor> descriptors) throws IOException {
    List<TravellingDescriptor> travellers = new ArrayList<>();
    for (ImcDescriptor each : descriptors) {
      if (each == ImcDescriptor.INVALID) {
        travellers.add(TravellingDescriptor.NOTHING);
      } else if (each instanceof Numbered own && own.owner() == this) {
        travellers.add(new TravellingDescriptor(TravellingDescriptor.RETURNED, own.number(), 0));
      } else {
        throw new IOException("a module can be given only descriptors that came from itself");
      }
    }
    return TravellingDescriptor.encode(travellers);
  }

  /** The runtime process is gone; {@code reason} is a sentence. */
  public void closed(String reason) {
    List<WireImcConnection> all;
    synchronized (this) {
      gone = reason;
      all = new ArrayList<>(connections.values());
      connections.clear();
    }
    all.forEach(connection -> connection.lost(reason));
  }
}
