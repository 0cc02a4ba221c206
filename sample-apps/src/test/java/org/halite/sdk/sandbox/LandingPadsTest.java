package org.halite.sdk.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exceptions land by an indirect jump, which comes to starts of bundles only. */
class LandingPadsTest {
  private static final String FUNCTION =
      """
      	.text
      f:
      .LFB0:
      .LEHB0:
      	call	g
      .LEHE0:
      	nop
      .L2:
      	nop
      .L3:
      	nop
      	.section .gcc_except_table,"a",@progbits
      .LLSDA0:
      	.byte	0xff
      	.byte	0x3
      	.uleb128 .LLSDATT0-.LLSDATTD0
      .LLSDATTD0:
      	.byte	0x1
      	.uleb128 .LLSDACSE0-.LLSDACSB0
      .LLSDACSB0:
      	.uleb128 .LEHB0-.LFB0
      	.uleb128 .LEHE0-.LEHB0
      	.uleb128 .L3-.LFB0
      	.uleb128 0x1
      	.uleb128 .L2-.LFB0
      	.uleb128 .L3-.L2
      	.uleb128 0
      	.uleb128 0
      .LLSDACSE0:
      """;

  @Test
  void onlyPlacesToLandStartBundles() throws Exception {
    List<String> aligned = new ArrayList<>();
    String before = "";
    for (Line line : Rewriter.sandbox(FUNCTION, null, AddressModel.FIXED)) {
      String text = line instanceof Line.Text(String words) ? words.strip() : "";
      if (text.endsWith(":") && before.equals(".p2align 5")) {
        aligned.add(text);
      }
      before = text;
    }
    assertEquals(List.of("f:", ".L3:"), aligned);
  }
}
