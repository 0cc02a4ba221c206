package org.halite.runtime.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Emits the few x86-64 instructions that the runtime's own stubs need, one method an instruction,
 * operands in Intel order (destination first). Memory operands are {@code disp32(base)} or {@code
 * gs:disp32}; sizes are in the method's name.
 */
public final class Assembler {
  /** Condition codes of Jcc, by hardware number. */
  public enum Condition {
    BELOW(2),
    NOT_BELOW(3),
    EQUAL(4),
    NOT_EQUAL(5),
    NOT_ABOVE(6),
    ABOVE(7),
    LESS_OR_EQUAL(14),
    GREATER(15);

    final int code;

    Condition(int code) {
      this.code = code;
    }
  }

  private record Fixup(int at, String label, boolean absolute) {}

  private ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, Integer> labels = new HashMap<>();
  private final List<Fixup> fixups = new ArrayList<>();

  // --- layout

  /** Bytes emitted so far. */
  public int position() {
    return out.position();
  }

  public Assembler label(String name) {
    if (labels.put(name, position()) != null) {
      throw new IllegalArgumentException("label " + name + " stands twice");
    }
    return this;
  }

  /** Offset of a label from the start. */
  public int offset(String label) {
    Integer at = labels.get(label);
    if (at == null) {
      throw new IllegalArgumentException("no label " + label);
    }
    return at;
  }

  /** Fills with {@code fill} bytes up to a multiple of {@code boundary}. */
  public Assembler align(int boundary, int fill) {
    while (position() % boundary != 0) {
      bytes(fill);
    }
    return this;
  }

  /** Raw bytes, for instructions without a method here; say in a comment what they are. */
  public Assembler bytes(int... values) {
    room(values.length);
    for (int value : values) {
      out.put((byte) value);
    }
    return this;
  }

  public Assembler int32(int value) {
    room(4);
    out.putInt(value);
    return this;
  }

  public Assembler int64(long value) {
    room(8);
    out.putLong(value);
    return this;
  }

  /** The code, its absolute references resolved for a place at {@code address}. */
  public byte[] assemble(long address) {
    for (Fixup fixup : fixups) {
      int target = offset(fixup.label);
      if (fixup.absolute) {
        out.putLong(fixup.at, address + target);
      } else {
        out.putInt(fixup.at, target - (fixup.at + 4));
      }
    }
    return Arrays.copyOf(out.array(), position());
  }

  // --- moves between registers, memory and constants

  /** mov r64, [base + disp]. */
  public Assembler load64(Register to, Register base, int disp) {
    return rex(true, to.high(), base.high(), false).bytes(0x8b).memory(to.low(), base, disp);
  }

  /** mov [base + disp], r64. */
  public Assembler store64(Register base, int disp, Register from) {
    return rex(true, from.high(), base.high(), false).bytes(0x89).memory(from.low(), base, disp);
  }

  /** mov r32, [base + disp]; clears the upper half. */
  public Assembler load32(Register to, Register base, int disp) {
    return rex(false, to.high(), base.high(), false).bytes(0x8b).memory(to.low(), base, disp);
  }

  /** mov [base + disp], r32. */
  public Assembler store32(Register base, int disp, Register from) {
    return rex(false, from.high(), base.high(), false).bytes(0x89).memory(from.low(), base, disp);
  }

  /** mov dword [base + disp], imm32. */
  public Assembler store32(Register base, int disp, int value) {
    return rex(false, 0, base.high(), false).bytes(0xc7).memory(0, base, disp).int32(value);
  }

  /** mov r64, r64. */
  public Assembler move(Register to, Register from) {
    return rex(true, from.high(), to.high(), false).bytes(0x89).registers(from.low(), to.low());
  }

  /** mov r32, imm32; clears the upper half. */
  public Assembler move32(Register to, int value) {
    return rex(false, 0, to.high(), false).bytes(0xb8 | to.low()).int32(value);
  }

  /** mov r64, imm64. */
  public Assembler move(Register to, long value) {
    return rex(true, 0, to.high(), false).bytes(0xb8 | to.low()).int64(value);
  }

  /** mov r64, address of a label, known when the code is placed. */
  public Assembler moveAddressOf(Register to, String label) {
    rex(true, 0, to.high(), false).bytes(0xb8 | to.low());
    fixups.add(new Fixup(position(), label, true));
    return int64(0);
  }

  /** lea r64, [base + disp]. */
  public Assembler lea(Register to, Register base, int disp) {
    return rex(true, to.high(), base.high(), false).bytes(0x8d).memory(to.low(), base, disp);
  }

  /** movq xmm, [base + disp]; clears the upper half. */
  public Assembler loadXmm(int xmm, Register base, int disp) {
    return bytes(0xf3)
        .rex(false, xmm >> 3, base.high(), false)
        .bytes(0x0f, 0x7e)
        .memory(xmm & 7, base, disp);
  }

  /** movq [base + disp], xmm. */
  public Assembler storeXmm(Register base, int disp, int xmm) {
    return bytes(0x66)
        .rex(false, xmm >> 3, base.high(), false)
        .bytes(0x0f, 0xd6)
        .memory(xmm & 7, base, disp);
  }

  // --- gs-relative

  /** mov r64, gs:[disp]. */
  public Assembler loadGs64(Register to, int disp) {
    return bytes(0x65).rex(true, to.high(), 0, false).bytes(0x8b).absolute(to.low(), disp);
  }

  /** mov r32, gs:[disp]. */
  public Assembler loadGs32(Register to, int disp) {
    return bytes(0x65).rex(false, to.high(), 0, false).bytes(0x8b).absolute(to.low(), disp);
  }

  /** mov gs:[disp], r32. */
  public Assembler storeGs32(int disp, Register from) {
    return bytes(0x65).rex(false, from.high(), 0, false).bytes(0x89).absolute(from.low(), disp);
  }

  /** jmp [gs:disp]. */
  public Assembler jumpGs(int disp) {
    return bytes(0x65, 0xff).absolute(4, disp);
  }

  /** wrgsbase r64. */
  public Assembler writeGsBase(Register from) {
    return bytes(0xf3).rex(true, 0, from.high(), true).bytes(0x0f, 0xae).registers(3, from.low());
  }

  /** rdgsbase r64. */
  public Assembler readGsBase(Register to) {
    return bytes(0xf3).rex(true, 0, to.high(), true).bytes(0x0f, 0xae).registers(1, to.low());
  }

  // --- arithmetic and tests

  /** add r64, r64. */
  public Assembler add(Register to, Register from) {
    return rex(true, from.high(), to.high(), false).bytes(0x01).registers(from.low(), to.low());
  }

  /** sub r64, r64. */
  public Assembler sub(Register to, Register from) {
    return rex(true, from.high(), to.high(), false).bytes(0x29).registers(from.low(), to.low());
  }

  /** add r32, imm32; clears the upper half. */
  public Assembler add32(Register to, int value) {
    return rex(false, 0, to.high(), false).bytes(0x81).registers(0, to.low()).int32(value);
  }

  /** and r32, imm32; clears the upper half. */
  public Assembler and32(Register to, int value) {
    return rex(false, 0, to.high(), false).bytes(0x81).registers(4, to.low()).int32(value);
  }

  /** and dword [base + disp], imm32. */
  public Assembler and32(Register base, int disp, int value) {
    return rex(false, 0, base.high(), false).bytes(0x81).memory(4, base, disp).int32(value);
  }

  /** xor r32, r32: clears the whole register. */
  public Assembler clear(Register register) {
    return rex(false, register.high(), register.high(), false)
        .bytes(0x31)
        .registers(register.low(), register.low());
  }

  /** shr r64, count. */
  public Assembler shiftRight(Register register, int count) {
    return rex(true, 0, register.high(), false)
        .bytes(0xc1)
        .registers(5, register.low())
        .bytes(count);
  }

  /** cmp r64, r64. */
  public Assembler compare(Register left, Register right) {
    return rex(true, right.high(), left.high(), false)
        .bytes(0x39)
        .registers(right.low(), left.low());
  }

  /** cmp r32, imm32. */
  public Assembler compare32(Register left, int value) {
    return rex(false, 0, left.high(), false).bytes(0x81).registers(7, left.low()).int32(value);
  }

  /** cmp dword [base + disp], imm32. */
  public Assembler compare32(Register base, int disp, int value) {
    return rex(false, 0, base.high(), false).bytes(0x81).memory(7, base, disp).int32(value);
  }

  /** test r64, r64. */
  public Assembler test(Register register) {
    return rex(true, register.high(), register.high(), false)
        .bytes(0x85)
        .registers(register.low(), register.low());
  }

  // --- floating-point state

  /** ldmxcsr [base + disp]. */
  public Assembler loadMxcsr(Register base, int disp) {
    return rex(false, 0, base.high(), false).bytes(0x0f, 0xae).memory(2, base, disp);
  }

  /** stmxcsr [base + disp]. */
  public Assembler storeMxcsr(Register base, int disp) {
    return rex(false, 0, base.high(), false).bytes(0x0f, 0xae).memory(3, base, disp);
  }

  /** fldcw [base + disp]. */
  public Assembler loadX87Control(Register base, int disp) {
    return rex(false, 0, base.high(), false).bytes(0xd9).memory(5, base, disp);
  }

  /** fnstcw [base + disp]. */
  public Assembler storeX87Control(Register base, int disp) {
    return rex(false, 0, base.high(), false).bytes(0xd9).memory(7, base, disp);
  }

  // --- control flow and stack

  public Assembler push(Register register) {
    return rex(false, 0, register.high(), false).bytes(0x50 | register.low());
  }

  public Assembler pop(Register register) {
    return rex(false, 0, register.high(), false).bytes(0x58 | register.low());
  }

  public Assembler jump(String label) {
    bytes(0xe9);
    fixups.add(new Fixup(position(), label, false));
    return int32(0);
  }

  public Assembler jump(Condition condition, String label) {
    bytes(0x0f, 0x80 | condition.code);
    fixups.add(new Fixup(position(), label, false));
    return int32(0);
  }

  /** jmp r64. */
  public Assembler jump(Register to) {
    return rex(false, 0, to.high(), false).bytes(0xff).registers(4, to.low());
  }

  /** call r64. */
  public Assembler call(Register to) {
    return rex(false, 0, to.high(), false).bytes(0xff).registers(2, to.low());
  }

  /** ret. */
  public Assembler ret() {
    return bytes(0xc3);
  }

  /** syscall. */
  public Assembler systemCall() {
    return bytes(0x0f, 0x05);
  }

  // --- encoding

  private void room(int more) {
    if (out.remaining() < more) {
      ByteBuffer larger =
          ByteBuffer.allocate(2 * out.capacity() + more).order(ByteOrder.LITTLE_ENDIAN);
      larger.put(out.flip());
      out = larger;
    }
  }

  private Assembler rex(boolean wide, int reg, int base, boolean always) {
    int rex = 0x40 | (wide ? 8 : 0) | (reg << 2) | base;
    return rex != 0x40 || always ? bytes(rex) : this;
  }

  private Assembler registers(int reg, int rm) {
    return bytes(0xc0 | (reg << 3) | rm);
  }

  /** ModRM and disp32 for [base + disp]; rsp and r12 as base need a SIB byte. */
  private Assembler memory(int reg, Register base, int disp) {
    bytes(0x80 | (reg << 3) | base.low());
    if (base.low() == 4) {
      bytes(0x24);
    }
    return int32(disp);
  }

  /** ModRM, SIB and disp32 for an absolute address (in gs). */
  private Assembler absolute(int reg, int disp) {
    return bytes((reg << 3) | 4, 0x25).int32(disp);
  }
}
