package org.halite.runtime.imc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halite.runtime.machine.AddressSpace;
import org.halite.runtime.machine.Kernel;
import org.halite.runtime.machine.SealedMemory;
import org.halite.runtime.machine.SharedObject;
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

  /** Lent files that have a descriptor of this process at a time; the jail allows 64 in all. */
  static final int MAX_OPEN_FILES = 48;

  private final Exchange exchange;
  private final Carrier carrier;

  private final AddressSpace space;
  private final LentFiles files;

  // Guarded by this.
  private final Map<Integer, RemoteEndpoint> connections = new HashMap<>();
  private final List<Descriptor> out = new ArrayList<>();
  private final Map<Integer, LentMemory> memories = new HashMap<>();

  /** Sockets of the module's that others have; they stand in {@link #out}, too. */
  private final List<LentSocket> lentSockets = new ArrayList<>();

  private int openFiles;
  private int lastOpened;

  RemoteConnections(
      AddressSpace space,
      Exchange exchange,
      ConnectionCapability address,
      Carrier carrier,
      LentFiles files) {
    this.space = space;
    this.files = files;
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
    Descriptor known;
    RemoteEndpoint endpoint = new RemoteEndpoint(connection, exchange, carrier, this);
    synchronized (this) {
      if (number < 0 || number >= out.size()) {
        throw new WireException("the browser connects to what the module never let out");
      }
      known = out.get(number);
      if (connection <= 0) {
        throw new WireException("the browser gives a connection a number of the module's");
      }
      if (connections.containsKey(connection)) {
        throw new WireException("the browser gives a connection a number that is in use");
      }
      if (connections.size() >= ControlWire.MAX_CONNECTIONS) {
        return false;
      }
      connections.put(connection, endpoint);
    }
    boolean connected =
        switch (known) {
          case ConnectionCapability capability -> capability.offer(endpoint);
          case Socket socket -> pass(socket, endpoint);
          default -> false; // a socket that came to its end
        };
    if (connected) {
      return true;
    }
    synchronized (this) {
      connections.remove(connection);
    }
    return false;
  }

  /** Lets somebody have a data-only socket; false when too many have one, or it is closed. */
  private boolean pass(Socket socket, RemoteEndpoint endpoint) {
    LentSocket lent;
    synchronized (this) {
      if (lentSockets.size() >= ControlWire.MAX_CONNECTIONS || !socket.retain()) {
        return false;
      }
      lent = new LentSocket(socket, endpoint, this);
      lentSockets.add(lent);
    }
    lent.start();
    return true;
  }

  /** Somebody gave it up. When all have, it is kept no longer, so that its peer sees its end. */
  void passed(LentSocket lent) {
    Socket socket = lent.socket();
    synchronized (this) {
      lentSockets.remove(lent);
      for (LentSocket other : lentSockets) {
        if (other.socket() == socket) {
          return;
        }
      }
      int number = out.indexOf(socket);
      if (number < 0) {
        return;
      }
      out.set(number, Descriptor.INVALID);
    }
    socket.release();
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

  /** The module connects to what it was lent; null when there are too many connections. */
  Endpoint open(int lent) {
    RemoteEndpoint endpoint;
    int connection;
    synchronized (this) {
      if (connections.size() >= ControlWire.MAX_CONNECTIONS || lastOpened == Integer.MIN_VALUE) {
        return null;
      }
      connection = --lastOpened;
      endpoint = new RemoteEndpoint(connection, exchange, carrier, this);
      connections.put(connection, endpoint);
    }
    return carrier.open(lent, connection) ? endpoint : null;
  }

  /**
   * Opens a file that was lent; -1 when it cannot be had, or the module has too many open.
   *
   * @return a descriptor that can only be read; {@link #fileClosed} must follow its end
   */
  public int openFile(int lent) {
    synchronized (this) {
      if (openFiles >= MAX_OPEN_FILES) {
        return -1;
      }
      openFiles++;
    }
    Carrier.Given given = carrier.open(lent);
    if (given == null) {
      fileClosed();
      return -1;
    }
    if (!SealedMemory.isFileToRead(given.descriptor())) {
      Kernel.call(Kernel.CLOSE, given.descriptor());
      fileClosed();
      return -1;
    }
    return given.descriptor();
  }

  /** The descriptor of a lent file was closed. */
  public synchronized void fileClosed() {
    openFiles--;
  }

  /** The module holds what it was lent once less. */
  public void drop(int lent) {
    carrier.drop(lent);
  }

  /** New shared memory of the browser's; null when it gives none or the module may have no more. */
  SharedMemory newMemory(long size) {
    Carrier.Given given = carrier.newMemory(size);
    if (given == null) {
      return null;
    }
    SharedObject object = adopt(given, size);
    if (object == null) {
      drop(given.number());
      return null;
    }
    LentMemory memory = new LentMemory(space, this, given.number(), size, object);
    synchronized (this) {
      memories.put(given.number(), memory);
    }
    return memory;
  }

  /** Null when it cannot be had, or the module has no room for it. */
  SharedObject openMemory(int lent, long size) {
    Carrier.Given given = carrier.open(lent);
    return given == null ? null : adopt(given, size);
  }

  /** A descriptor of another kind or size is closed, and nothing is mapped. */
  private SharedObject adopt(Carrier.Given given, long size) {
    try {
      SealedMemory memory = SealedMemory.check(given.descriptor(), size);
      return memory == null ? null : space.adopt(memory);
    } finally {
      Kernel.call(Kernel.CLOSE, given.descriptor());
    }
  }

  /** The module has no number for it any more. */
  void dropMemory(LentMemory memory) {
    synchronized (this) {
      memories.remove(memory.lentNumber(), memory);
    }
    drop(memory.lentNumber());
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

  private Descriptor returned(TravellingDescriptor traveller) throws WireException {
    return switch (traveller.kind()) {
      case TravellingDescriptor.INVALID -> Descriptor.INVALID;
      case TravellingDescriptor.LENT ->
          held(new ConnectionCapability(new RemoteAddress(this, traveller.number())));
      case TravellingDescriptor.MEMORY -> lentMemory(traveller);
      case TravellingDescriptor.FILE -> held(files.file(this, traveller.number()));
      case TravellingDescriptor.SOCKET -> socket(traveller.number());
      case TravellingDescriptor.RETURNED -> own(traveller.number());
      default -> throw new WireException("the browser sends a descriptor that it never had");
    };
  }

  /** Its other end is with somebody else; connected at once, since it has no number here. */
  private Descriptor socket(int lent) {
    Endpoint endpoint = open(lent);
    drop(lent);
    return endpoint == null ? Descriptor.INVALID : held(new Socket(endpoint, true));
  }

  private static Descriptor held(Descriptor fresh) {
    boolean unused = fresh.retain();
    assert unused;
    return fresh;
  }

  private synchronized Descriptor own(int number) throws WireException {
    if (number < 0 || number >= out.size()) {
      throw new WireException("the browser sends a descriptor that it never had");
    }
    return held(out.get(number)); // never closed, for out holds it
  }

  /** What comes again while the module has it is one descriptor, with one mapping kept for it. */
  private Descriptor lentMemory(TravellingDescriptor traveller) throws WireException {
    int number = traveller.number();
    long size = traveller.size();
    if (number <= 0 || size <= 0 || size > AddressSpace.SIZE || size % AddressSpace.PAGE != 0) {
      throw new WireException("the browser lends shared memory of " + size + " bytes");
    }
    LentMemory known;
    synchronized (this) {
      known = memories.get(number);
      if (known == null || !known.retain()) {
        LentMemory fresh = new LentMemory(space, this, number, size, null);
        memories.put(number, fresh);
        return held(fresh);
      }
    }
    if (known.size() != size) {
      known.release();
      throw new WireException("the browser lends shared memory anew with another size");
    }
    drop(number); // one descriptor is one time that it is lent
    return known;
  }

  /** Gives numbers to what a message carries out; null when that would be too many things. */
  synchronized List<TravellingDescriptor> letOut(List<Descriptor> descriptors) {
    List<TravellingDescriptor> travellers = new ArrayList<>(descriptors.size());
    for (Descriptor each : descriptors) {
      if (each == Descriptor.INVALID) {
        travellers.add(TravellingDescriptor.NOTHING);
        continue;
      }
      if (each.lentNumber() != 0) {
        travellers.add(
            new TravellingDescriptor(TravellingDescriptor.RETURNED, each.lentNumber(), 0));
        continue;
      }
      int kind;
      switch (each) {
        case ConnectionCapability _ -> kind = TravellingDescriptor.CAPABILITY;
        case Socket socket when socket.isDataOnly() -> kind = TravellingDescriptor.SOCKET;
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
      travellers.add(new TravellingDescriptor(kind, number, 0));
    }
    return travellers;
  }
}
