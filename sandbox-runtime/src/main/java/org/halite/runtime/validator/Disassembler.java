package org.halite.runtime.validator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Turns instructions into AT&amp;T text, from the same tables as the validator and a few more rows
 * for what it refuses. For error messages and tools; it has no say in any verdict.
 */
public final class Disassembler {
  /** The longest instruction there is, in bytes. */
  static final int LONGEST = 15;

  private static final String[] BYTE = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
  private static final String[] HIGH = {"ah", "ch", "dh", "bh"};
  private static final String[] WORD = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  private static final String[] CONDITION = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  /**
   * Names of the comparisons that the immediate of cmpps and its kin selects; legacy forms have the
   * first eight.
   */
  private static final String[] PREDICATE = {
    "eq",
    "lt",
    "le",
    "unord",
    "neq",
    "nlt",
    "nle",
    "ord",
    "eq_uq",
    "nge",
    "ngt",
    "false",
    "neq_oq",
    "ge",
    "gt",
    "true",
    "eq_os",
    "lt_oq",
    "le_oq",
    "unord_s",
    "neq_us",
    "nlt_uq",
    "nle_uq",
    "ord_s",
    "eq_us",
    "nge_uq",
    "ngt_uq",
    "false_os",
    "neq_os",
    "ge_oq",
    "gt_oq",
    "true_us"
  };

  private final Decoder d = new Decoder(Tables.ALL.table);
  private final StringBuilder out = new StringBuilder(48);
  private byte[] b;

  /** Where the prefixes begin that {@link Decoder} knows. */
  private int start;

  private long end;

  /** The prefix byte of fs or gs, or 0. */
  private int segment;

  /** Bytes of an address register. */
  private int addressSize = 8;

  private int immediateAt;

  Disassembler() {}

  /**
   * The instruction at {@code offset} of {@code code}, which lies at guest {@code address}, or
   * "(bad)".
   */
  public static String at(MemorySegment code, long offset, long address) {
    byte[] bytes = bytes(code, offset);
    return new Disassembler().text(bytes, 0, bytes.length, address + offset);
  }

  /**
   * The length in bytes of the instruction at {@code offset}, or 0 if it is none that the tables
   * know.
   */
  public static int length(MemorySegment code, long offset) {
    byte[] bytes = bytes(code, offset);
    return new Disassembler().decode(bytes, 0, bytes.length);
  }

  private static byte[] bytes(MemorySegment code, long offset) {
    long available = Math.min(LONGEST, code.byteSize() - offset);
    return code.asSlice(offset, available).toArray(ValueLayout.JAVA_BYTE);
  }

  /** The length of the instruction at {@code p} that ends at or before {@code limit}, or 0. */
  int decode(byte[] code, int p, int limit) {
    segment = 0;
    addressSize = 8;
    if (p < limit && d.decode(code, p, limit)) {
      return d.length;
    }
    return refusedPrefixes(code, p, Math.min(limit, p + LONGEST));
  }

  /**
   * The same behind a segment or address-size prefix, which no untrusted code may have but
   * compilers for other systems write ({@code %fs:} for thread-local variables, 32-bit pointers of
   * x32).
   */
  private int refusedPrefixes(byte[] code, int p, int limit) {
    int i = p;
    for (; i < limit && i < p + 2; i++) {
      int prefix = code[i] & 0xff;
      if (prefix == 0x67 && addressSize == 8) {
        addressSize = 4;
      } else if ((prefix == 0x64 || prefix == 0x65) && segment == 0) {
        segment = prefix;
      } else {
        break;
      }
    }
    boolean memory =
        i > p
            && i < limit
            && d.decode(code, i, limit)
            && d.memory
            && (d.attributes & (OpcodeTable.MEMORY_FORM | OpcodeTable.ADDRESS_FORM)) != 0
            && (segment == 0 || (d.attributes & OpcodeTable.MEMORY_FORM) != 0);
    return memory ? i - p + d.length : 0;
  }

  /** CPU features that this instruction needs. */
  int cpu(byte[] instruction) {
    return decode(instruction, 0, instruction.length) != 0 ? d.cpu() : 0;
  }

  /** The text of the instruction at {@code p}, whose guest address is {@code address}. */
  String text(byte[] code, int p, int limit, long address) {
    int length = decode(code, p, limit);
    if (length == 0) {
      return "(bad)";
    }
    b = code;
    start = p + length - d.length;
    end = address + length;
    immediateAt = d.immediateAt;
    out.setLength(0);
    if (d.row == 0) {
      return longNop();
    }
    if (d.plainNop && (d.prefix == OpcodeTable.NP || d.prefix == OpcodeTable.P66)) {
      return d.prefix == OpcodeTable.P66 ? "xchg %ax,%ax" : "nop";
    }
    byte[] text = Tables.ALL.text;
    int line = Tables.ALL.table.line(d.row);
    int operands = column(text, column(text, line));
    int mnemonic = column(text, operands);
    String list = trimmed(text, operands);
    if (d.map == OpcodeTable.MAP_0F && d.opcode == 0xc2 && namedComparison()) {
      String name = trimmed(text, mnemonic);
      out.append(name, 0, name.length() - 2)
          .append(PREDICATE[b[immediateAt]])
          .append(name, name.length() - 2, name.length());
      list = list.substring(list.indexOf(',') + 1);
    } else {
      mnemonic(trimmed(text, mnemonic), list);
    }
    int i = 0;
    while (i < list.length()) {
      int comma = list.indexOf(',', i);
      comma = comma < 0 ? list.length() : comma;
      out.append(i == 0 ? " " : ",");
      operand(list.substring(i, comma), list);
      i = comma + 1;
    }
    return out.toString();
  }

  private boolean namedComparison() {
    return b[immediateAt] >= 0 && b[immediateAt] < (d.vex ? PREDICATE.length : 8);
  }

  private static int column(byte[] text, int from) {
    int i = from;
    while (text[i] != '|') {
      i++;
    }
    return i + 2;
  }

  private static String trimmed(byte[] text, int from) {
    int i = from;
    while (text[i] != '|' && text[i] != '\n') {
      i++;
    }
    return new String(text, from, i - from, StandardCharsets.US_ASCII).trim();
  }

  private String longNop() {
    int data16 = 0;
    while (b[start + data16 + 1] == 0x66) {
      data16++;
    }
    boolean segment = b[start + data16 + 1] == 0x2e;
    return "data16 ".repeat(data16) + (segment ? "cs " : "") + "nopw 0x0(%rax,%rax,1)";
  }

  private void mnemonic(String name, String operands) {
    if (d.locked) {
      out.append("lock ");
    }
    if (name.endsWith("CC")) {
      out.append(name, 0, name.length() - 2).append(CONDITION[d.opcode & 15]);
    } else if (name.endsWith("+")) {
      out.append(name, 0, name.length() - 1);
      if (d.memory) {
        out.append(suffix(operands));
      }
    } else {
      out.append(name);
    }
    if ((d.attributes & OpcodeTable.HINT) != 0 && (b[start] == 0x2e || b[start] == 0x3e)) {
      out.append(b[start] == 0x2e ? ",pn" : ",pt"); // not taken, taken
    }
  }

  /** The AT&T size letter of the operand in ModRM.rm. */
  private char suffix(String operands) {
    int i = 0;
    while (operands.charAt(i) != 'E' && operands.charAt(i) != 'B') {
      i++;
    }
    return switch (size(operands.charAt(i + 1))) {
      case 1 -> 'b';
      case 2 -> 'w';
      case 4 -> 'l';
      default -> 'q';
    };
  }

  private int size(char letter) {
    boolean size16 = d.prefix == OpcodeTable.P66 || d.prefix == OpcodeTable.P66F2;
    return switch (letter) {
      case 'b' -> 1;
      case 'w' -> 2;
      case 'd' -> 4;
      case 'q' -> 8;
      case 'v' -> d.w != 0 ? 8 : size16 ? 2 : 4;
      case 'y' -> d.w != 0 ? 8 : 4;
      case 's' -> size16 ? 2 : 8;
      case 'z' -> size16 ? 2 : 4;
      default -> 4;
    };
  }

  private void operand(String kind, String list) {
    char size = kind.length() > 1 ? kind.charAt(1) : ' ';
    switch (kind.charAt(0)) {
      case '*' -> {
        out.append('*');
        operand(kind.substring(1), list);
      }
      case '%', '(' -> out.append(kind);
      case 'r' -> general(0, size(kind.charAt(3)));
      case 'G' -> general(d.reg, size(size));
      case 'O' -> general(d.opcodeRegister, size(size));
      case 'R' -> general(d.rm, size(size));
      case 'E', 'B' -> rm(() -> general(d.rm, size(size)));
      case 'M', 'A' -> memory();
      case 'V' -> vector(d.reg, size);
      case 'H' -> vector(d.vvvv, size);
      case 'U' -> vector(d.rm, size);
      case 'W' -> rm(() -> vector(d.rm, size));
      case 'L' -> vector(b[immediateAt++] >> 4 & 15, size);
      case 'P' -> out.append("%mm").append(d.reg & 7);
      case 'N' -> out.append("%mm").append(d.rm & 7);
      case 'Q' -> rm(() -> out.append("%mm").append(d.rm & 7));
      case 'S' -> out.append("%st(").append(d.rm & 7).append(')');
      case 'J' -> hex(end + d.relative);
      case 'I' -> immediate(size, list);
      case 'D' -> hex(little(8));
      default -> throw new IllegalStateException("operand " + kind);
    }
  }

  private void rm(Runnable register) {
    if (d.memory) {
      memory();
    } else {
      register.run();
    }
  }

  private void general(int number, int size) {
    out.append('%');
    if (number >= 8) {
      out.append('r').append(number);
      out.append(size == 1 ? "b" : size == 2 ? "w" : size == 4 ? "d" : "");
    } else if (size == 1) {
      out.append(number >= 4 && d.rex == 0 && !d.vex ? HIGH[number - 4] : BYTE[number]);
    } else {
      out.append(size == 2 ? "" : size == 4 ? "e" : "r").append(WORD[number]);
    }
  }

  private void vector(int number, char size) {
    out.append(d.l != 0 && size == 'x' ? "%ymm" : "%xmm").append(number);
  }

  private void memory() {
    if (segment != 0) {
      out.append(segment == 0x64 ? "%fs:" : "%gs:");
    }
    if (d.base == Decoder.RIP) {
      signedHex(d.displacement);
      out.append(addressSize == 8 ? "(%rip)" : "(%eip)");
      return;
    }
    boolean sib = (d.modrm & 7) == 4;
    if (d.modrm >> 6 != 0 || d.base == Decoder.NONE) {
      boolean absolute = d.base == Decoder.NONE && d.index == Decoder.NONE && d.scale == 0;
      if (absolute && addressSize == 8) {
        hex(d.displacement);
        return;
      }
      if (absolute) {
        hex(d.displacement & 0xffffffffL);
      } else {
        signedHex(d.displacement);
      }
    }
    out.append('(');
    if (d.base != Decoder.NONE) {
      general(d.base, addressSize);
    }
    boolean indexed = d.index != Decoder.NONE;
    if (indexed || (sib && ((d.base & 7) != 4 || d.scale != 0))) {
      out.append(',');
      if (indexed) {
        general(d.index, addressSize);
      } else {
        out.append(addressSize == 8 ? "%riz" : "%eiz");
      }
      out.append(',').append(1 << d.scale);
    }
    out.append(')');
  }

  /**
   * {@code s} is a byte and {@code z} a word or double word, both sign-extended to the operand's
   * size.
   */
  private void immediate(char letter, String operands) {
    int bytes = letter == 's' ? 1 : size(letter);
    long value = little(bytes);
    if (operands.startsWith("Ib,Ib")) {
      // insertq: AT&T turns all operands round, so the second immediate comes first.
      value = b[2 * d.immediateAt + 2 - immediateAt] & 0xff;
    }
    if (letter == 's' || letter == 'z') {
      int unused = 64 - 8 * bytes;
      int size = operands.indexOf('v') >= 0 ? size('v') : 8;
      value = value << unused >> unused & (size == 8 ? -1L : (1L << (8 * size)) - 1);
    }
    out.append('$');
    hex(value);
  }

  /** The next bytes of the immediates, which are little-endian. */
  private long little(int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (b[immediateAt + i] & 0xff);
    }
    immediateAt += bytes;
    return value;
  }

  private void hex(long value) {
    out.append("0x").append(Long.toHexString(value));
  }

  private void signedHex(int value) {
    if (value < 0) {
      out.append('-');
    }
    hex(Math.abs((long) value));
  }

  private static final class Tables {
    static final TableReader ALL = new TableReader(true);
  }
}
