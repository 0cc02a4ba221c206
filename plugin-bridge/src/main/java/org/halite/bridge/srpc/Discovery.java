package org.halite.bridge.srpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.imc.ImcMessage;
import org.halite.wire.WireException;

/**
 * Asks a module what it serves, in a way that none of the three forms takes amiss (spec/srpc-era.md
 * 1.4): a question of form T that carries an invalid descriptor. T and S answer it; P takes it for
 * a method it does not have and drops it. Then, and only then, comes the question of form P.
 */
final class Discovery {
  /** Ids of the two questions; calls go on from there. */
  static final int PROBE_ID = 1;

  static final int LAST_ID = 2;

  /** Silence after which a module whose file shows form P is asked in it. */
  private static final Duration SILENCE_OF_PACKED = Duration.ofMillis(150);

  /** The same for a module of which nothing is known: a slow one of another form must not die. */
  private static final Duration SILENCE_OF_UNKNOWN = Duration.ofSeconds(2);

  /** More than any list: discovery asks for 4000 characters. */
  private static final int MAX_LIST = 65536;

  private final Packets packets;
  private final WireForm expected;
  private final long deadline;

  Discovery(Packets packets, WireForm expected, Duration limit) {
    this.packets = packets;
    this.expected = expected;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  SrpcClient run() throws IOException, TimeoutException, WireException, InterruptedException {
    Assembly fragments = WireForm.TEMPLATE.codec().assembly();
    try {
      packets.send(probe(), deadline);
      Assembly.Whole reply = packets.receive(fragments, endOfSilence());
      WireForm form = formOf(reply);
      return client(form, fragments, PROBE_ID, reply);
    } catch (TimeoutException e) {
      if (!mayBePacked() || deadline - System.nanoTime() <= 0) {
        throw e;
      }
    }
    Assembly whole = WireForm.PACKED.codec().assembly();
    packets.send(WireForm.PACKED.codec().request(LAST_ID, question(WireForm.PACKED)), deadline);
    return client(WireForm.PACKED, whole, LAST_ID, packets.receive(whole, deadline));
  }

  private boolean mayBePacked() {
    return expected == null || expected == WireForm.PACKED;
  }

  private long endOfSilence() {
    if (!mayBePacked()) {
      return deadline;
    }
    Duration silence = expected == null ? SILENCE_OF_UNKNOWN : SILENCE_OF_PACKED;
    long left = deadline - System.nanoTime();
    // A short limit still leaves time for the second question.
    return System.nanoTime() + Math.min(silence.toNanos(), left / 2);
  }

  private static Call question(WireForm form) throws SrpcException {
    return form.takesCapacities()
        ? Call.of(form, SrpcSignature.DISCOVERY, SrpcSignature.DISCOVERY_CAPACITY)
        : Call.of(form, SrpcSignature.DISCOVERY);
  }

  private static List<ImcMessage> probe() throws SrpcException {
    RecordForm template = (RecordForm) WireForm.TEMPLATE.codec();
    return RecordForm.split(
        template.message(PROBE_ID, question(WireForm.TEMPLATE)), List.of(ImcDescriptor.INVALID));
  }

  /** Where T counts its templates, none, S has its first value already. */
  private static WireForm formOf(Assembly.Whole reply) throws WireException {
    ByteBuffer in = reply.buffer();
    if (in.remaining() < RecordForm.AT_TEMPLATES + 4) {
      throw new WireException("an answer of " + in.remaining() + " bytes has no header");
    }
    return switch (in.getInt(RecordForm.AT_TEMPLATES)) {
      case 0 -> WireForm.TEMPLATE;
      case 'C' -> WireForm.SYMMETRIC;
      default -> throw new WireException("an answer to service discovery in no known form");
    };
  }

  private SrpcClient client(WireForm form, Assembly assembly, int id, Assembly.Whole reply)
      throws WireException, SrpcException {
    byte[] text = (byte[]) form.codec().outputs(id, question(form), reply).getFirst();
    if (text.length > MAX_LIST) {
      throw new WireException("its list of methods has " + text.length + " characters");
    }
    return new SrpcClient(packets, assembly, form, SrpcSignature.list(text));
  }
}
