package org.halite.bridge.srpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.ImcConnection;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.SrpcMethod;

/**
 * Calls the methods of one module over one connection, one call at a time. Everything is checked
 * here first, for modules answer an ill-typed call with silence, or die of it. A module that breaks
 * the protocol or does not answer in time loses its connection.
 */
public final class SrpcClient implements AutoCloseable {
  private static final SrpcMethod DISCOVERY = SrpcMethod.parse("service_discovery::C");

  /** Listed by modules of 2010, who crash when it is called: spec/srpc-era.md 1.8. */
  private static final String SHUTDOWN = "__shutdown";

  /** Where in form T the number of templates stands, and in form S the first value's type. */
  private static final int FORM_WORD = 24;

  /** How long a module without signs of its form has to answer form T. */
  private static final Duration PROBE = Duration.ofSeconds(2);

  private final ImcConnection connection;
  private WireForm form;
  private List<SrpcMethod> methods;
  private long lastId;
  private String broken;

  private SrpcClient(ImcConnection connection) {
    this.connection = connection;
  }

  /**
   * Finds out which form the module speaks and what it offers.
   *
   * @param signs what its file says of the form
   * @param limit for the module to begin to serve
   * @throws SrpcException with a sentence when it speaks none, or not in time; the connection is
   *     closed then
   */
  public static SrpcClient open(ImcConnection connection, FormSigns signs, Duration limit)
      throws IOException, InterruptedException {
    SrpcClient client = new SrpcClient(connection);
    boolean open = false;
    try {
      byte[] list =
          signs == FormSigns.PACKED ? client.askPacked(limit) : client.probe(signs, limit);
      client.methods = ServiceList.parse(list);
      open = true;
      return client;
    } finally {
      if (!open) {
        client.close();
      }
    }
  }

  private byte[] askPacked(Duration limit) throws IOException, InterruptedException {
    form = new PackedForm();
    return (byte[]) exchange(0, DISCOVERY, List.of(), List.of(ServiceList.CAPACITY), limit).get(0);
  }

  /**
   * Asks in form T, with a descriptor that makes form P drop the request instead of ending:
   * spec/srpc-era.md 1.4.
   */
  private byte[] probe(FormSigns signs, Duration limit) throws IOException, InterruptedException {
    RecordForm asking = new RecordForm(true);
    byte[] question = asking.message(0, 0, DISCOVERY, List.of(), List.of(ServiceList.CAPACITY));
    for (ImcMessage packet :
        RecordForm.fragments(question, List.of(ImcDescriptor.INVALID), DISCOVERY.name())) {
      connection.send(packet);
    }
    long deadline = System.nanoTime() + limit.toNanos();
    byte[] answer = null;
    while (answer == null) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      boolean patient = signs != FormSigns.UNKNOWN || left.compareTo(PROBE) < 0;
      ImcMessage packet;
      try {
        packet = connection.receive(patient ? left : PROBE);
      } catch (TimeoutException e) {
        if (signs != FormSigns.UNKNOWN) {
          throw noAnswer(DISCOVERY, limit, e);
        }
        return askPacked(Duration.ofNanos(deadline - System.nanoTime()));
      }
      answer = asking.assemble(some(packet));
    }
    form = new RecordForm(answer.length <= FORM_WORD || answer[FORM_WORD] != 'C');
    WireForm.Answer decoded = ((RecordForm) form).decode(answer, DISCOVERY);
    return (byte[]) checked(decoded, 0, 0, DISCOVERY).get(0);
  }

  /** All methods, {@code service_discovery} first; the index is the number on the wire. */
  public List<SrpcMethod> methods() {
    return List.copyOf(methods);
  }

  /** The method of that name; null when there is none. */
  public SrpcMethod method(String name) {
    for (SrpcMethod method : methods) {
      if (method.name().equals(name)) {
        return method;
      }
    }
    return null;
  }

  /** What can be called, for a sentence. */
  private String names() {
    List<String> names =
        methods.stream()
            .map(SrpcMethod::name)
            .filter(name -> !name.equals(SHUTDOWN) && !name.equals(DISCOVERY.name()))
            .toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** How many capacities a call takes behind its inputs: one for each array output, or none. */
  public int capacities(SrpcMethod method) {
    return form.sendsCapacities() ? SrpcTypes.arrayOutputs(method) : 0;
  }

  /**
   * Calls a method.
   *
   * @param arguments the inputs: Boolean, Integer, Long, Double, String, {@link ImcDescriptor},
   *     byte[], int[], long[] or double[] as the signature's letters b i l d s h C I L D say; then
   *     an Integer for each of the {@link #capacities}, in elements
   * @return the outputs, of the same kinds
   * @throws IllegalArgumentException with a sentence when the arguments are not the method's;
   *     nothing was sent then
   * @throws SrpcException when the call failed
   */
  public List<Object> call(String name, List<?> arguments, Duration limit)
      throws IOException, InterruptedException {
    SrpcMethod method = method(name);
    if (method == null || name.equals(SHUTDOWN)) {
      throw new IllegalArgumentException(
          method == null
              ? "the module has no method " + name + "; it has " + names()
              : name + " is not called: modules crash of it; close them instead");
    }
    int inputs = method.inputs().length();
    int sizes = capacities(method);
    if (arguments.size() != inputs + sizes) {
      throw new IllegalArgumentException(
          method.signature()
              + " takes "
              + inputs
              + (inputs == 1 ? " argument" : " arguments")
              + (sizes == 0 ? "" : " and " + sizes + " more, the room for each array it gives")
              + "; there are "
              + arguments.size());
    }
    SrpcTypes.check(method, arguments.subList(0, inputs));
    long descriptors = method.inputs().chars().filter(type -> type == 'h').count();
    if (descriptors > WireForm.MAX_DESCRIPTORS) {
      throw new IllegalArgumentException(method.signature() + " takes more than 8 descriptors");
    }
    List<Integer> room = new java.util.ArrayList<>();
    for (Object size : arguments.subList(inputs, arguments.size())) {
      if (!(size instanceof Integer count) || count < 0) {
        throw new IllegalArgumentException(
            "the room for an array that " + method.signature() + " gives is a count, not " + size);
      }
      room.add(count);
    }
    return exchange(methods.indexOf(method), method, arguments.subList(0, inputs), room, limit);
  }

  private synchronized List<Object> exchange(
      int number, SrpcMethod method, List<?> inputs, List<Integer> room, Duration limit)
      throws IOException, InterruptedException {
    if (broken != null) {
      throw new SrpcException(broken);
    }
    long id = lastId++;
    List<ImcMessage> request = form.request(id, number, method, inputs, room);
    boolean whole = false;
    try {
      for (ImcMessage packet : request) {
        connection.send(packet);
      }
      long deadline = System.nanoTime() + limit.toNanos();
      WireForm.Answer answer = null;
      while (answer == null) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        answer = form.accept(some(connection.receive(left)), method);
      }
      List<Object> values = checked(answer, id, number, method);
      whole = true;
      return values;
    } catch (Failed failed) {
      whole = true;
      throw new SrpcException(failed.getMessage());
    } catch (TimeoutException e) {
      throw noAnswer(method, limit, e);
    } finally {
      if (!whole) {
        broken = "the connection to the module was given up after " + method.name() + " failed";
        connection.close();
      }
    }
  }

  private static SrpcException noAnswer(SrpcMethod method, Duration limit, TimeoutException cause) {
    return new SrpcException(
        "the module did not answer "
            + method.name()
            + " within "
            + limit.toMillis() / 1000.0
            + " s",
        cause);
  }

  private static ImcMessage some(ImcMessage message) throws SrpcException {
    if (message == null) {
      throw new SrpcException("the module closed the connection instead of answering");
    }
    return message;
  }

  /** The method said no; the connection is as good as before. */
  private static final class Failed extends IOException {
    private static final long serialVersionUID = 1;

    Failed(String sentence) {
      super(sentence);
    }
  }

  private static List<Object> checked(
      WireForm.Answer answer, long id, int number, SrpcMethod method) throws IOException {
    if (answer.id() != id || answer.number() != number) {
      throw new SrpcException("the module answers a call that was not made");
    }
    if (answer.result() == WireForm.APPLICATION_ERROR) {
      throw new Failed(method.name() + " failed in the module (result 268)");
    }
    if (answer.result() != WireForm.OK) {
      throw new Failed(method.name() + " failed (result " + answer.result() + ")");
    }
    return answer.values();
  }

  /** Ends the connection; many modules end with it. */
  @Override
  public void close() {
    connection.close();
  }
}
