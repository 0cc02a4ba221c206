package org.halite.sdk.assembly;

/** An operand of an instruction. */
public sealed interface Operand {
  /** A general-purpose register. */
  record General(Register register) implements Operand {
    @Override
    public String toString() {
      return register.toString();
    }
  }

  /** Any other register, or what this model does not look into: {@code %xmm0}, {@code %st(1)}. */
  record Other(String text) implements Operand {
    @Override
    public String toString() {
      return text;
    }
  }

  /** {@code $value}. */
  record Immediate(Expression value) implements Operand {
    @Override
    public String toString() {
      return "$" + value;
    }
  }

  /**
   * {@code segment:displacement(base,index,scale)}.
   *
   * @param segment with percent sign, or null
   * @param displacement possibly empty
   * @param base with neither base nor index: an absolute address
   * @param index may be null, as may base
   * @param scale 1, 2, 4 or 8
   * @param ripRelative the base is rip; base and index are null
   */
  record Memory(
      String segment,
      Expression displacement,
      Register base,
      Register index,
      int scale,
      boolean ripRelative)
      implements Operand {
    public static Memory at(Expression displacement, Register base) {
      return new Memory(null, displacement, base, null, 1, false);
    }

    public static Memory at(Expression displacement, Register base, Register index, int scale) {
      return new Memory(null, displacement, base, index, scale, false);
    }

    /** As written without any register: a variable's name, or a jump's label. */
    public static Memory absolute(Expression address) {
      return new Memory(null, address, null, null, 1, false);
    }

    public static Memory relative(Expression displacement) {
      return new Memory(null, displacement, null, null, 1, true);
    }

    /** The same address with 64-bit register names, as lea may have it. */
    public Memory wide() {
      return new Memory(
          segment,
          displacement,
          base == null ? null : base.as(64),
          index == null ? null : index.as(64),
          scale,
          ripRelative);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      if (segment != null) {
        text.append(segment).append(':');
      }
      text.append(displacement);
      if (ripRelative) {
        text.append("(%rip)");
      } else if (base != null || index != null) {
        text.append('(').append(base == null ? "" : base);
        if (index != null) {
          text.append(',').append(index).append(',').append(scale);
        }
        text.append(')');
      }
      return text.toString();
    }
  }

  /** {@code *operand}: an indirect jump or call. */
  record Indirect(Operand through) implements Operand {
    @Override
    public String toString() {
      return "*" + through;
    }
  }
}
