package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halite.ppapi.PpVarType;
import org.halite.runtime.machine.ModuleMemory;

/** What a counted PP_Var names. Guarded by the {@link Vars} that holds it. */
abstract sealed class VarObject {
  /** Java heap that an object takes at least, in the currency of {@link Vars#BUDGET}. */
  static final int BASE_COST = 96;

  /** Java heap for one element of an array. */
  static final int ELEMENT_COST = 48;

  long references = 1;

  /** The PP_VarType. */
  abstract int type();

  /** Java heap it takes now. */
  long cost() {
    return BASE_COST;
  }

  /** Variables it holds one reference to each. */
  Collection<PpVar> held() {
    return List.of();
  }

  /** Gives back what it has outside the Java heap. */
  abstract void dispose(ModuleMemory memory, Resources resources);

  /** A string, checked UTF-8. */
  static final class Text extends VarObject {
    final byte[] utf8;

    /** Where the module reads it, 0 until it asks. */
    int address;

    Text(byte[] utf8) {
      this.utf8 = utf8;
    }

    @Override
    int type() {
      return PpVarType.STRING;
    }

    @Override
    long cost() {
      return BASE_COST + (long) utf8.length;
    }

    @Override
    void dispose(ModuleMemory memory, Resources resources) {
      if (address != 0) {
        memory.free(address);
      }
    }
  }

  /** An array. */
  static final class Array extends VarObject {
    final List<PpVar> elements = new ArrayList<>();

    @Override
    int type() {
      return PpVarType.ARRAY;
    }

    @Override
    long cost() {
      return BASE_COST + (long) ELEMENT_COST * elements.size();
    }

    @Override
    Collection<PpVar> held() {
      return elements;
    }

    @Override
    void dispose(ModuleMemory memory, Resources resources) {}
  }

  /** A dictionary. */
  static final class Dictionary extends VarObject {
    final Map<String, PpVar> entries = new LinkedHashMap<>();

    /** Java heap of one entry. */
    static long entryCost(String key) {
      return 2L * ELEMENT_COST + 2L * key.length();
    }

    @Override
    int type() {
      return PpVarType.DICTIONARY;
    }

    @Override
    long cost() {
      long sum = BASE_COST;
      for (String key : entries.keySet()) {
        sum += entryCost(key);
      }
      return sum;
    }

    @Override
    Collection<PpVar> held() {
      return entries.values();
    }

    @Override
    void dispose(ModuleMemory memory, Resources resources) {}
  }

  /** An array buffer, all of it in the module's own memory and on the module's account. */
  static final class Buffer extends VarObject {
    final int address;
    final int length;

    Buffer(int address, int length) {
      this.address = address;
      this.length = length;
    }

    @Override
    int type() {
      return PpVarType.ARRAY_BUFFER;
    }

    @Override
    void dispose(ModuleMemory memory, Resources resources) {
      memory.free(address);
    }
  }

  /** A resource; it holds one reference to it. */
  static final class OfResource extends VarObject {
    final int resource;

    OfResource(int resource) {
      this.resource = resource;
    }

    @Override
    int type() {
      return PpVarType.RESOURCE;
    }

    @Override
    void dispose(ModuleMemory memory, Resources resources) {
      Resource _ = resources.release(resource);
    }
  }
}
