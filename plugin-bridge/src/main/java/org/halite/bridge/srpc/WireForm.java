package org.halite.bridge.srpc;

import java.nio.charset.StandardCharsets;

/** The three ways SRPC was written, all under one protocol number (spec/srpc-era.md ch. 1). */
public enum WireForm {
  /** Until December 2010: packed, a packet a message. */
  PACKED(new PackedForm()),
  /** Since then: records of 16 bytes, and templates for the results. */
  TEMPLATE(new RecordForm(true)),
  /** The experiment of spring 2011: records, no templates; the module decides on result sizes. */
  SYMMETRIC(new RecordForm(false));

  /** Texts of the SRPC library within the file, in the order of spec/srpc-era.md 1.4. */
  private static final Sign[] SIGNS = {
    new Sign("Peek read value_len", SYMMETRIC),
    new Sign("NaClSrpcMessageChannel", TEMPLATE),
    new Sign("NACL_SRPC_TOGGLE_CHANNEL_TIMING_METHOD", PACKED),
    new Sign("rets template receive failed", PACKED),
  };

  private record Sign(String text, WireForm form) {}

  private final Codec codec;

  WireForm(Codec codec) {
    this.codec = codec;
  }

  Codec codec() {
    return codec;
  }

  /** Whether callers say how large array results may be. */
  public boolean takesCapacities() {
    return this != SYMMETRIC;
  }

  /** What a module's file seems to speak; null when nothing in it says so. */
  public static WireForm seenIn(byte[] nexe) {
    // As Latin-1 a byte is a character, and the search is the virtual machine's own.
    String text = new String(nexe, StandardCharsets.ISO_8859_1);
    for (Sign sign : SIGNS) {
      if (text.contains(sign.text)) {
        return sign.form;
      }
    }
    return null;
  }
}
