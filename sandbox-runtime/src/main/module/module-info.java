/** The process that holds one module; for embedding too: load, lock down, run. */
module org.halite.runtime {
  requires transitive org.halite.ppapi;

  exports org.halite.runtime;
  exports org.halite.runtime.elf;
  exports org.halite.runtime.imc;
  exports org.halite.runtime.irt;
  exports org.halite.runtime.jail;
  exports org.halite.runtime.machine;
  exports org.halite.runtime.syscall;
  exports org.halite.runtime.validator;
}
