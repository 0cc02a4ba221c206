package org.halite.bridge.srpc;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;

/** What the file of a module says about its wire form: spec/srpc-era.md 1.4. */
public enum FormSigns {
  PACKED("NACL_SRPC_TOGGLE_CHANNEL_TIMING_METHOD", "rets template receive failed"),
  TEMPLATES("NaClSrpcMessageChannel"),
  SYMMETRIC("Peek read value_len"),
  /** No sign of any: the module has to be asked. */
  UNKNOWN;

  private final String[] texts;

  FormSigns(String... texts) {
    this.texts = texts;
  }

  /** The form whose library is in the file; a hint only, and the module's own to give. */
  public static FormSigns of(byte[] nexe) {
    for (FormSigns form : new FormSigns[] {SYMMETRIC, TEMPLATES, PACKED}) {
      for (String text : form.texts) {
        if (Bytes.indexOf(nexe, text.getBytes(StandardCharsets.US_ASCII)) >= 0) {
          return form;
        }
      }
    }
    return UNKNOWN;
  }
}
