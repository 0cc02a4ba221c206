/**
 * The contract between browser, runtime process and modules: PPAPI's declarations and the wire's
 * formats.
 */
module org.halite.ppapi {
  exports org.halite.ppapi;
  exports org.halite.ppapi.header;
  exports org.halite.wire;
}
