package org.halite.bridge.module;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;

/** What a scripted runtime process asks for by URL, as a test's words say, tabs between them. */
final class UrlOrders {
  /** Sends a request and waits for its reply. */
  interface Wire {
    SrpcMessage ask(int method, Object... values) throws Exception;
  }

  private static final int ROOMY = 1 << 30;

  private final Wire wire;
  private int last;

  UrlOrders(Wire wire) {
    this.wire = wire;
  }

  /** What came of it, in words. */
  String carryOut(String order) throws Exception {
    String[] words = order.split("\t", -1);
    return switch (words[1]) {
      case "get" -> whole(words);
      case "open" -> {
        open(words);
        yield head(last, 0);
      }
      case "begin" -> {
        open(words);
        yield "begun";
      }
      case "head" -> head(Integer.parseInt(words[2]), 0);
      case "follow" -> head(last, 1);
      case "read" -> {
        SrpcMessage piece =
            wire.ask(ControlWire.URL_READ, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
        yield piece.integer(0) + ":" + piece.bytes(1).length;
      }
      case "progress" -> {
        SrpcMessage so = wire.ask(ControlWire.URL_PROGRESS, Integer.parseInt(words[2]));
        yield so.wide(0) + " " + so.wide(1) + " " + so.wide(2);
      }
      case "close" -> {
        wire.ask(ControlWire.URL_CLOSE, Integer.parseInt(words[2]));
        yield "closed";
      }
      default -> throw new IllegalArgumentException(order);
    };
  }

  private void open(String[] words) throws Exception {
    last++;
    wire.ask(
        ControlWire.URL_OPEN,
        1,
        last,
        words[2],
        words[4],
        words[5].replace("\\n", "\n").replace("\\r", "\r"),
        Integer.parseInt(words[3]),
        ROOMY,
        ROOMY / 2,
        words[6].getBytes(StandardCharsets.UTF_8));
  }

  private String head(int load, int follow) throws Exception {
    SrpcMessage head = wire.ask(ControlWire.URL_RESPONSE, load, follow);
    if (head.integer(0) != 0) {
      return Integer.toString(head.integer(0));
    }
    return head.integer(1)
        + " "
        + head.text(3)
        + " "
        + head.text(2)
        + " ["
        + head.text(4).replace("\n", "|")
        + "] "
        + head.text(6)
        + " "
        + head.text(5)
        + " "
        + head.wide(7);
  }

  private String whole(String[] words) throws Exception {
    open(words);
    String head = head(last, 0);
    if (head.startsWith("-")) {
      wire.ask(ControlWire.URL_CLOSE, last);
      return head;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    SrpcMessage piece = wire.ask(ControlWire.URL_READ, last, ControlWire.MAX_URL_PIECE);
    while (piece.bytes(1).length > 0) {
      body.writeBytes(piece.bytes(1));
      piece = wire.ask(ControlWire.URL_READ, last, ControlWire.MAX_URL_PIECE);
    }
    wire.ask(ControlWire.URL_CLOSE, last);
    String text =
        body.size() > 100 ? body.size() + " bytes" : body.toString(StandardCharsets.UTF_8);
    return head + " " + piece.integer(0) + ":" + text;
  }
}
