/** The SDK: compiles C, C++ and assembly to sandboxed x86-64 modules with stock compilers. */
module org.halite.sdk {
  requires org.halite.ppapi;
  requires org.halite.runtime;

  exports org.halite.sdk.driver;
  exports org.halite.sdk.sandbox;
}
