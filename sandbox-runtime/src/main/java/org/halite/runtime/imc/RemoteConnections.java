package org.halite.runtime.imc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.wire.ControlWire;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * What the module and its browser have between them: connections by the numbers that the browser
 * gave them, and the things of the module's that went out in messages. Those are kept until the
 * module ends, so that a number means the same thing for ever.
 */
public final class RemoteConnections {
  /** Things let out at a time. */
  static final int MAX_LET_OUT = 256;

  private final Exchange exchange;
  private final Carrier carrier;

  // Guarded by this.
  private final Map<Integer, RemoteEndpoint> connections = new HashMap<>();
  private final List<Descriptor> out = new ArrayList<>();

  RemoteConnections(Exchange exchange, ConnectionCapability address, Carrier carrier) {
    this.exchange = exchange;
    this.carrier = carrier;
    boolean unused = address.retain();
    assert unused;
    out.add(address); // ControlWire.DEFAULT_ADDRESS
  }

  /**
   * The browser connects.
   *
   * @param number of what was let out
   * @param connection the browser's number for it, not in use
   * @return false when nobody listens there, or there are too many connections
   * @throws WireException when the browser may not ask that
   */
  public boolean connect(int number, int connection) throws WireException {
    ConnectionCapability capability;
    RemoteEndpoint endpoint = new RemoteEndpoint(connection, exchange, carrier, this);
    synchronized (this) {
      if (number < 0
          || number >= out.size()
          || !(out.get(number) instanceof ConnectionCapability known)) {
        throw new WireException("the browser connects to what the module never let out");
      }
      capability = known;
      if (connections.containsKey(connection)) {
        throw new WireException("the browser gives a connection a number that is in use");
      }
      if (connections.size() >= ControlWire.MAX_CONNECTIONS) {
        return false;
      }
      connections.put(connection, endpoint);
    }
    if (capability.offer(endpoint)) {
      return true;
    }
    synchronized (this) {
      connections.remove(connection);
    }
    return false;
  }

  /** A message of the browser's; {@code taken} runs when the module has taken it. */
  public void arrived(int connection, byte[] bytes, byte[] descriptors, Runnable taken)
      throws WireException {
    if (bytes.length > Message.MAX_BYTES) {
      throw new WireException("an IMC message of " + bytes.length + " bytes");
    }
    RemoteEndpoint endpoint = endpoint(connection);
    List<Descriptor> travellers = new ArrayList<>();
    for (TravellingDescriptor each : TravellingDescriptor.decode(descriptors)) {
      travellers.add(returned(each));
    }
    endpoint.arrived(new Message(bytes, travellers), taken);
  }

  /** The browser's end is closed; its number is free. */
  public void ended(int connection) throws WireException {
    RemoteEndpoint endpoint = endpoint(connection);
    synchronized (this) {
      connections.remove(connection);
    }
    endpoint.ended();
  }

  private synchronized RemoteEndpoint endpoint(int connection) throws WireException {
    RemoteEndpoint endpoint = connections.get(connection);
    if (endpoint == null) {
      throw new WireException("the browser speaks of a connection that there is not");
    }
    return endpoint;
  }

  private synchronized Descriptor returned(TravellingDescriptor traveller) throws WireException {
    if (traveller.kind() == TravellingDescriptor.INVALID) {
      return Descriptor.INVALID;
    }
    if (traveller.kind() != TravellingDescriptor.RETURNED
        || traveller.number() < 0
        || traveller.number() >= out.size()) {
      throw new WireException("the browser sends a descriptor that it never had");
    }
    Descriptor descriptor = out.get(traveller.number());
    boolean unused = descriptor.retain(); // never closed, for out holds it
    assert unused;
    return descriptor;
  }

  /** Gives numbers to what a message carries out; null when that would be too many things. */
  synchronized List<TravellingDescriptor> letOut(List<Descriptor> descriptors) {
    List<TravellingDescriptor> travellers = new ArrayList<>(descriptors.size());
    for (Descriptor each : descriptors) {
      if (each == Descriptor.INVALID) {
        travellers.add(TravellingDescriptor.NOTHING);
        continue;
      }
      int kind;
      switch (each) {
        case ConnectionCapability _ -> kind = TravellingDescriptor.CAPABILITY;
        case SharedMemory _ -> kind = TravellingDescriptor.MEMORY;
        default -> {
          return null;
        }
      }
      int number = out.indexOf(each);
      if (number < 0) {
        if (out.size() >= MAX_LET_OUT || !each.retain()) {
          return null;
        }
        number = out.size();
        out.add(each);
      }
      travellers.add(new TravellingDescriptor(kind, number, each.size()));
    }
    return travellers;
  }
}
