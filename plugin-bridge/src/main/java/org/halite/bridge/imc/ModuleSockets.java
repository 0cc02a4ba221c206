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

  /** The lowest number that the module gave; its numbers are negative. */
  private int lowestNumber;

  private final LentThings lent = new LentThings();
  private final DescriptorGiver giver;
  private String gone;

  /**
   * @param memory how many bytes of shared memory the module may make, 0 for the usual limit
   */
  public ModuleSockets(RuntimeConnection wire, long memory) {
    this.wire = wire;
    giver = new DescriptorGiver(wire, lent, null, memory);
  }

  /** The right to connect to the module's descriptor 3. */
  public ImcDescriptor.ConnectionCapability address() {
    return new Capability(this, ControlWire.DEFAULT_ADDRESS);
  }

  /** Something of the module's that one connects to, known by its number there. */
  private interface Numbered extends ImcDescriptor.ConnectionCapability {
    ModuleSockets owner();

    int number();
  }

  private record DataSocket(ModuleSockets owner, int number)
      implements ImcDescriptor.Socket, Numbered {
    @Override
    public ImcConnection connect() throws IOException, InterruptedException {
      return owner.connect(number);
    }
  }

  private record Capability(ModuleSockets owner, int number) implements Numbered {
    @Override
    public ImcConnection connect() throws IOException, InterruptedException {
      return owner.connect(number);
    }
  }

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
          descriptors.forEach(ImcDescriptor::close);
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
      case ControlWire.IMC_OPEN -> {
        opened(lent.capability(message.integer(0)), message.integer(1));
        request.reply();
      }
      case ControlWire.IMC_DROP -> {
        lent.drop(message.integer(0));
        request.reply();
      }
      case ControlWire.DESCRIPTORS -> {
        giver.begin();
        request.reply();
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The module connects to what it was lent: a relay joins the two connections. */
  private void opened(ImcDescriptor.ConnectionCapability to, int number) throws WireException {
    WireImcConnection connection = new WireImcConnection(this, wire, number);
    synchronized (this) {
      if (number >= 0 || connections.containsKey(number)) {
        throw new WireException("a connection with a number that is not free");
      }
      // Twice the bound: connections of both sides may cross on the wire.
      if (connections.size() >= 2 * ControlWire.MAX_CONNECTIONS) {
        throw new WireException("more than " + ControlWire.MAX_CONNECTIONS + " connections");
      }
      lowestNumber = Math.min(lowestNumber, number);
      connections.put(number, connection);
    }
    Relay.start(connection, to);
  }

  private synchronized WireImcConnection connection(int number) throws WireException {
    if (number == 0 || number > lastNumber || number < lowestNumber) {
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
      case TravellingDescriptor.SOCKET -> new DataSocket(this, traveller.number());
      case TravellingDescriptor.RETURNED -> lent.get(traveller.number());
      default -> throw new WireException("a descriptor of the unknown kind " + traveller.kind());
    };
  }

  /**
   * What travels to the module, lent from now on.
   *
   * @throws IOException when it has too many things already, or one of them is closed
   */
  byte[] records(List<ImcDescriptor> descriptors) throws IOException {
    List<TravellingDescriptor> travellers = new ArrayList<>();
    boolean all = false;
    try {
      for (ImcDescriptor each : descriptors) {
        travellers.add(traveller(each));
      }
      all = true;
      return TravellingDescriptor.encode(travellers);
    } finally {
      if (!all) {
        takeBack(TravellingDescriptor.encode(travellers));
      }
    }
  }

  private TravellingDescriptor traveller(ImcDescriptor each) throws IOException {
    if (each == ImcDescriptor.INVALID) {
      return TravellingDescriptor.NOTHING;
    }
    if (each instanceof Numbered own && own.owner() == this) {
      return new TravellingDescriptor(TravellingDescriptor.RETURNED, own.number(), 0);
    }
    return switch (each) {
      case KernelHandle handle ->
          new TravellingDescriptor(handle.kind(), lent.lend(handle), handle.size());
      case ImcDescriptor.Socket socket ->
          new TravellingDescriptor(TravellingDescriptor.SOCKET, lent.lend(socket), 0);
      default -> new TravellingDescriptor(TravellingDescriptor.LENT, lent.lend(each), 0);
    };
  }

  /** What was lent with a message that never went. */
  void takeBack(byte[] records) {
    try {
      for (TravellingDescriptor each : TravellingDescriptor.decode(records)) {
        if (each.kind() != TravellingDescriptor.INVALID
            && each.kind() != TravellingDescriptor.RETURNED) {
          lent.drop(each.number());
        }
      }
    } catch (WireException e) {
      throw new IllegalStateException(e); // they are our own
    }
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
    lent.end();
  }
}
