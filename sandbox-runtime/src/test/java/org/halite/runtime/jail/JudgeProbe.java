package org.halite.runtime.jail;

import java.lang.foreign.MemorySegment;
import org.halite.runtime.SandboxCode;

/**
 * A process whose module was validated before: the first code that the validator judges is made at
 * run time, when no file can be opened any more.
 */
final class JudgeProbe {
  static final String HALTS = "halts are accepted";
  static final String RETURN = "a return is refused";

  private JudgeProbe() {}

  public static void main(String[] arguments) throws Exception {
    SandboxCode judge = new SandboxCode();
    judge.warm();
    boolean spare = arguments.length > 0 && arguments[0].equals("spare");
    if (spare) {
      judge.warmRefusals();
    }
    Jail.close(JailOptions.defaults());
    MemorySegment code = MemorySegment.ofArray(new byte[32]).fill((byte) 0xf4);
    JailedJvm.say("halts are " + (judge.validate(code, 0x30000) == null ? "accepted" : "refused"));
    if (arguments.length > 0 && !spare) {
      return;
    }
    code.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 5, (byte) 0xc3);
    String sentence = judge.validate(code, 0x30000);
    boolean located = sentence != null && sentence.contains("0x30005");
    JailedJvm.say("a return is " + (located ? "refused" : sentence));
  }
}
