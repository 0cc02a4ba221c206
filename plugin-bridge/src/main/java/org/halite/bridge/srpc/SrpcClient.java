package org.halite.bridge.srpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.halite.bridge.imc.ImcConnection;
import org.halite.wire.WireException;

/**
 * A connection to a module's SRPC service. Calls go one at a time, from any thread. Whatever is
 * wrong with an answer ends the connection with a sentence, which every later call repeats; a call
 * that was refused, or whose method failed, does not.
 */
public final class SrpcClient implements AutoCloseable {
  private final ReentrantLock turn = new ReentrantLock();
  private final Packets packets;
  private final Assembly assembly;
  private final WireForm form;
  private final List<SrpcSignature> methods;

  // Guarded by turn.
  private SrpcException end;
  private int lastId;

  SrpcClient(Packets packets, Assembly assembly, WireForm form, List<SrpcSignature> methods) {
    this.packets = packets;
    this.assembly = assembly;
    this.form = form;
    this.methods = methods;
    this.lastId = Discovery.LAST_ID;
  }

  /**
   * Finds out which form the module speaks and what it serves.
   *
   * @param connection belongs to the client from now on, whatever comes of this
   * @param expected the form that the module's file shows, null when nothing is known. Only a
   *     module that nobody knows to speak another form is ever addressed in form P, which would
   *     kill it
   * @param limit for the module to answer, its start included
   * @throws SrpcException when it does not; the connection is closed then
   */
  public static SrpcClient open(ImcConnection connection, WireForm expected, Duration limit)
      throws SrpcException, InterruptedException {
    Packets packets = new Packets(connection);
    boolean opened = false;
    try {
      SrpcClient client = new Discovery(packets, expected, limit).run();
      opened = true;
      return client;
    } catch (WireException e) {
      throw new SrpcException(
          SrpcException.Kind.BROKEN, "the module broke SRPC: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new SrpcException(
          SrpcException.Kind.TIMED_OUT,
          "the module does not speak SRPC: it did not answer service discovery within "
              + seconds(limit),
          e);
    } catch (SrpcException e) {
      throw e;
    } catch (IOException e) {
      throw new SrpcException(SrpcException.Kind.GONE, e.getMessage(), e);
    } finally {
      if (!opened) {
        packets.close();
      }
    }
  }

  public WireForm form() {
    return form;
  }

  /** All it told of, in the order of their numbers. */
  public List<SrpcSignature> methods() {
    return methods;
  }

  /**
   * Calls a method.
   *
   * @param arguments the inputs, each as its type's carrier (Boolean, Integer, Long, Double,
   *     String, ImcDescriptor, byte[], int[], long[], double[]; an Integer also for a long or
   *     double); then, but for modules of the symmetric form, an Integer for each array among the
   *     outputs: how many elements it may have
   * @param limit for the answer, waiting for one's turn included
   * @return the outputs in their order, as the same carriers
   */
  public List<Object> call(Duration limit, String name, Object... arguments)
      throws SrpcException, InterruptedException {
    Call call = choose(name, arguments);
    long deadline = System.nanoTime() + limit.toNanos();
    if (!turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw SrpcException.refused(
          name + " was not called: an earlier call was not answered within " + seconds(limit));
    }
    boolean answered = false;
    try {
      if (end != null) {
        throw new SrpcException(SrpcException.Kind.GONE, end.getMessage(), end);
      }
      do {
        lastId++;
      } while (lastId == 0);
      packets.send(form.codec().request(lastId, call), deadline);
      Assembly.Whole reply = packets.receive(assembly, deadline);
      try {
        List<Object> outputs = form.codec().outputs(lastId, call, reply);
        answered = true;
        return outputs;
      } catch (SrpcException e) {
        answered = true; // by a failure
        throw e;
      }
    } catch (WireException e) {
      throw over(SrpcException.Kind.BROKEN, "the module broke SRPC: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw over(
          SrpcException.Kind.TIMED_OUT, name + " did not answer within " + seconds(limit), e);
    } catch (SrpcException e) {
      throw e;
    } catch (IOException e) {
      throw over(SrpcException.Kind.GONE, e.getMessage(), e);
    } finally {
      if (!answered) {
        if (end == null) {
          var _ = over(SrpcException.Kind.GONE, "a call of " + name + " was interrupted", null);
        }
        packets.close();
      }
      turn.unlock();
    }
  }

  private SrpcException over(SrpcException.Kind kind, String sentence, Throwable cause) {
    end = new SrpcException(kind, sentence, cause);
    return end;
  }

  /** The method of this name that takes these arguments: a name may be there several times. */
  private Call choose(String name, Object... arguments) throws SrpcException {
    SrpcException refusal = null;
    for (SrpcSignature method : methods) {
      if (method.name().equals(name)) {
        try {
          return Call.of(form, method, arguments);
        } catch (SrpcException e) {
          refusal = refusal == null ? e : refusal;
        }
      }
    }
    throw refusal == null ? unknown(name) : refusal;
  }

  /**
   * Reads the arguments of a call from text: see {@link SrpcText}.
   *
   * @throws SrpcException REFUSED, when they do not fit the method, or there is none
   */
  public Object[] arguments(String name, List<String> words) throws SrpcException {
    SrpcException refusal = null;
    for (SrpcSignature method : methods) {
      if (method.name().equals(name)) {
        try {
          return SrpcText.arguments(form, method, words);
        } catch (SrpcException e) {
          refusal = refusal == null ? e : refusal;
        }
      }
    }
    throw refusal == null ? unknown(name) : refusal;
  }

  /** Names what there is instead. */
  private SrpcException unknown(String name) {
    List<String> names =
        methods.stream()
            .filter(SrpcSignature::isForCallers)
            .map(SrpcSignature::name)
            .distinct()
            .limit(50)
            .toList();
    return SrpcException.refused(
        "the module has no method "
            + name
            + "; it has "
            + (names.isEmpty() ? "none" : String.join(", ", names)));
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() / 1000.0 + " s";
  }

  /** Ends the connection; from any thread. A module of the time ends when its first one does. */
  @Override
  public void close() {
    packets.close();
  }
}
