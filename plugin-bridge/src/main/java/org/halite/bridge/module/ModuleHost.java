package org.halite.bridge.module;

/** Where the browser shell gets its modules from. */
public interface ModuleHost extends AutoCloseable {
  /** Begins loading and returns at once; everything else comes as events. */
  ModuleControl open(ModuleRequest request, ModuleEvents events);

  /** Ends every module. */
  @Override
  void close();
}
