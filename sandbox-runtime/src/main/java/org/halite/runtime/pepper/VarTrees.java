package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halite.ppapi.PpVarType;
import org.halite.ppapi.Var;
import org.halite.runtime.machine.ModuleMemory;
import org.halite.wire.VarCodec;

/**
 * Copies values between the module's variables and the immutable trees that cross the wire, within
 * the bounds of {@link VarCodec}. Shared parts count each time they occur, for the tree has copies.
 */
final class VarTrees {
  /** Why a variable cannot be sent; the message ends a sentence that begins with what was tried. */
  static final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    Unsendable(String reason) {
      super(reason, null, false, false);
    }
  }

  private final Vars vars;
  private final ModuleMemory memory;
  private final Set<Long> path = new HashSet<>();
  private int values;
  private long bytes;

  private VarTrees(Vars vars, ModuleMemory memory) {
    this.vars = vars;
    this.memory = memory;
  }

  /**
   * The tree that {@code var} is now.
   *
   * @throws Unsendable for cycles, dead ids, resources and whatever is over the bounds
   */
  static Var toTree(PpVar var, Vars vars, ModuleMemory memory) throws Unsendable {
    synchronized (vars) {
      return new VarTrees(vars, memory).tree(var, 0);
    }
  }

  private void count(long encoded) throws Unsendable {
    bytes += 1 + encoded;
    if (++values > VarCodec.MAX_VALUES) {
      throw new Unsendable("it has more than " + VarCodec.MAX_VALUES + " values");
    }
    if (bytes > VarCodec.MAX_BYTES) {
      throw new Unsendable("it is larger than " + VarCodec.MAX_BYTES + " bytes");
    }
  }

  private Var tree(PpVar var, int depth) throws Unsendable {
    if (depth > VarCodec.MAX_DEPTH) {
      throw new Unsendable("it is nested deeper than " + VarCodec.MAX_DEPTH + " levels");
    }
    return switch (var.type()) {
      case PpVarType.UNDEFINED -> plain(Var.UNDEFINED, 0);
      case PpVarType.NULL -> plain(Var.NULL, 0);
      case PpVarType.BOOL -> plain(new Var.Bool(var.asBool()), 0);
      case PpVarType.INT32 -> plain(new Var.Int32(var.asInt()), 4);
      case PpVarType.DOUBLE -> plain(new Var.Real(var.asDouble()), 8);
      default -> counted(var, depth);
    };
  }

  private Var plain(Var value, int encoded) throws Unsendable {
    count(encoded);
    return value;
  }

  private Var counted(PpVar var, int depth) throws Unsendable {
    VarObject object = vars.get(var, VarObject.class);
    if (object instanceof VarObject.Text text) {
      count(4L + text.utf8.length);
      return new Var.Text(vars.textOf(var));
    }
    if (object instanceof VarObject.Buffer buffer) {
      count(4L + buffer.length);
      return new Var.ArrayBuffer(
          memory.read(Integer.toUnsignedLong(buffer.address), buffer.length));
    }
    if (object instanceof VarObject.Array array) {
      enter(var);
      count(4);
      List<Var> elements = new ArrayList<>();
      for (PpVar element : array.elements) {
        elements.add(tree(element, depth + 1));
      }
      path.remove(var.bits());
      return new Var.Array(elements);
    }
    if (object instanceof VarObject.Dictionary dictionary) {
      enter(var);
      count(4);
      Map<String, Var> entries = new LinkedHashMap<>();
      for (Map.Entry<String, PpVar> entry : dictionary.entries.entrySet()) {
        bytes += 4 + utf8Length(entry.getKey());
        entries.put(entry.getKey(), tree(entry.getValue(), depth + 1));
      }
      path.remove(var.bits());
      return new Var.Dictionary(entries);
    }
    if (object instanceof VarObject.OfResource resource) {
      throw new Unsendable(
          "it holds resource " + resource.resource + ", and resources cannot be sent");
    }
    throw new Unsendable("it holds a variable of type " + var.type() + " that does not exist");
  }

  /** Keys come from checked UTF-8: their surrogates are paired, and each pair takes four bytes. */
  private static long utf8Length(String text) {
    long length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return length;
  }

  private void enter(PpVar var) throws Unsendable {
    if (!path.add(var.bits())) {
      throw new Unsendable("it contains itself");
    }
  }

  /**
   * Makes variables of {@code tree}, the outermost with one reference for the caller.
   *
   * @throws Unsendable when memory or budget are used up; then nothing is left behind
   */
  static PpVar fromTree(Var tree, Vars vars, ModuleMemory memory) throws Unsendable {
    return new VarTrees(vars, memory).variable(tree, 0);
  }

  private PpVar variable(Var tree, int depth) throws Unsendable {
    if (depth > VarCodec.MAX_DEPTH) {
      throw new Unsendable("it is nested deeper than " + VarCodec.MAX_DEPTH + " levels");
    }
    if (tree instanceof Var.Text text) {
      return made(vars.text(text.value()));
    }
    if (tree instanceof Var.ArrayBuffer buffer) {
      return buffer(buffer.bytes());
    }
    if (tree instanceof Var.Array array) {
      return array(array, depth);
    }
    if (tree instanceof Var.Dictionary dictionary) {
      return dictionary(dictionary, depth);
    }
    if (tree instanceof Var.Bool bool) {
      return PpVar.of(bool.value());
    }
    if (tree instanceof Var.Int32 number) {
      return PpVar.of(number.value());
    }
    if (tree instanceof Var.Real number) {
      return PpVar.of(number.value());
    }
    return tree instanceof Var.Null ? PpVar.NULL : PpVar.UNDEFINED;
  }

  private PpVar array(Var.Array array, int depth) throws Unsendable {
    VarObject.Array object = new VarObject.Array();
    PpVar made = made(vars.add(object));
    for (Var element : array.elements()) {
      hold(made, VarObject.ELEMENT_COST);
      object.elements.add(PpVar.UNDEFINED);
      object.elements.set(object.elements.size() - 1, inside(made, element, depth));
    }
    return made;
  }

  private PpVar dictionary(Var.Dictionary dictionary, int depth) throws Unsendable {
    VarObject.Dictionary object = new VarObject.Dictionary();
    PpVar made = made(vars.add(object));
    for (Map.Entry<String, Var> entry : dictionary.entries().entrySet()) {
      hold(made, VarObject.Dictionary.entryCost(entry.getKey()));
      object.entries.put(entry.getKey(), PpVar.UNDEFINED);
      object.entries.put(entry.getKey(), inside(made, entry.getValue(), depth));
    }
    return made;
  }

  private static PpVar made(PpVar var) throws Unsendable {
    if (!var.isCounted()) {
      throw new Unsendable("there is no room for its variables");
    }
    return var;
  }

  private void hold(PpVar container, long cost) throws Unsendable {
    if (!vars.charge(cost)) {
      vars.release(container, memory);
      throw new Unsendable("there is no room for its variables");
    }
  }

  private PpVar inside(PpVar container, Var element, int depth) throws Unsendable {
    try {
      return variable(element, depth + 1);
    } catch (Unsendable e) {
      vars.release(container, memory);
      throw e;
    }
  }

  private PpVar buffer(byte[] bytes) throws Unsendable {
    PpVar made = VarArrayBufferService.create(vars, bytes.length, memory);
    VarObject.Buffer buffer = vars.get(made, VarObject.Buffer.class);
    if (buffer == null) {
      throw new Unsendable("the module's memory has no room for its " + bytes.length + " bytes");
    }
    memory.write(Integer.toUnsignedLong(buffer.address), bytes);
    return made;
  }
}
