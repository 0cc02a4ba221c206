package org.halite.ppapi.header;

import java.util.List;

/** One thing that a C header of PPAPI defines. */
sealed interface HeaderItem {
  /** The name that other headers refer to. */
  String name();

  /** An enumeration; {@code values} are lines such as {@code PP_TRUE 1}. */
  record Enumeration(String name, List<String> values) implements HeaderItem {}

  /**
   * A struct or a union.
   *
   * @param keyword {@code struct} or {@code union}
   * @param fields lines such as {@code uint8_t[16] addr}
   */
  record Aggregate(String keyword, String name, List<String> fields) implements HeaderItem {}

  /** Another name for a type. */
  record Typedef(String type, String name) implements HeaderItem {}

  /** The type of a pointer to a function, such as {@code void (void* user_data)}. */
  record FunctionType(String name, String type) implements HeaderItem {}

  /**
   * A struct of function pointers.
   *
   * @param interfaceName such as {@code PPB_Core;1.0}; {@code -} for one that is never asked for by
   *     name
   * @param name of the struct, such as {@code PPB_Core_1_0}
   * @param signatures in slot order
   * @param served whether Halite's runtime knows the interface
   */
  record Interface(String interfaceName, String name, List<String> signatures, boolean served)
      implements HeaderItem {
    /** The struct's name without version: what C programs call it. */
    String family() {
      return name.substring(0, name.length() - versionSuffix().length());
    }

    /** Such as {@code _1_0}. */
    String versionSuffix() {
      int minor = name.lastIndexOf('_');
      return name.substring(name.lastIndexOf('_', minor - 1));
    }

    boolean isNamed() {
      return !interfaceName.equals("-");
    }
  }
}
