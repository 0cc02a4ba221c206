package org.halite.bridge.srpc;

import java.time.Duration;
import org.halite.bridge.imc.ImcMessage;
import org.halite.bridge.srpc.ScriptedModule.Bytes;
import org.halite.bridge.srpc.ScriptedModule.Script;

/** Modules of each form that answer discovery as the real ones do, and then follow a script. */
final class Modules {
  static final long PROTOCOL = 0xc0da0002L;
  static final Duration SOON = Duration.ofSeconds(5);

  private Modules() {}

  /** What a module answers to a call; {@code id} and {@code method} are the request's. */
  interface Answer {
    void to(int id, int method, ImcMessage packet, ScriptedModule self);
  }

  /** Form T. */
  static ScriptedModule template(String list, Answer answer) {
    return fragments(true, list, answer);
  }

  /** Form S. */
  static ScriptedModule symmetric(String list, Answer answer) {
    return fragments(false, list, answer);
  }

  private static ScriptedModule fragments(boolean template, String list, Answer answer) {
    Script script =
        (packet, self) -> {
          byte[] bytes = packet.bytes();
          int id = ScriptedModule.u32(bytes, 20);
          int method = ScriptedModule.u32(bytes, 28);
          if (method == 0) {
            self.answer(
                ScriptedModule.fragment(
                    header(template, id, 0, 256, 1)
                        .u32('C', 8, list.length() + 1, 8)
                        .text(list)
                        .u8(0),
                    0));
          } else {
            answer.to(id, method, packet, self);
          }
        };
    return new ScriptedModule(script);
  }

  /** The header of a reply of form T or S. */
  static Bytes header(boolean template, long id, int method, int result, int values) {
    Bytes bytes = new Bytes().u32(PROTOCOL, id, 0, method, result, values);
    return template ? bytes.u32(0) : bytes;
  }

  /** Form P: a request of form T is one for a method it does not have, and dropped. */
  static ScriptedModule packed(String list, Answer answer) {
    Script script =
        (packet, self) -> {
          byte[] bytes = packet.bytes();
          if (bytes[12] != 1) {
            self.hangUp(); // takes it for an answer, and ends
            return;
          }
          int id = ScriptedModule.u32(bytes, 4);
          int method = ScriptedModule.u32(bytes, 13);
          if (method == 0x02000000) {
            return;
          }
          if (ScriptedModule.u32(bytes, 0) != (int) PROTOCOL) {
            throw new AssertionError("no request");
          }
          if (method == 0) {
            self.answer(
                packedHeader(id, 0, 256).u32(1).u8('C').u32(list.length() + 1).text(list).u8(0));
          } else {
            answer.to(id, method, packet, self);
          }
        };
    return new ScriptedModule(script);
  }

  /** The header of a reply of form P. */
  static Bytes packedHeader(long id, int method, int result) {
    return new Bytes().u32(PROTOCOL, id, 0).u8(0).u32(method, result);
  }
}
