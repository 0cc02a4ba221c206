/** The browser's side without any user interface; its packages' comments say who may call what. */
module org.halite.bridge {
  requires transitive org.halite.ppapi;
  requires java.net.http;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;

  exports org.halite.bridge.fetch;
  exports org.halite.bridge.imc;
  exports org.halite.bridge.kernel;
  exports org.halite.bridge.manifest;
  exports org.halite.bridge.module;
  exports org.halite.bridge.origin;
  exports org.halite.bridge.script;
  exports org.halite.bridge.sound;
  exports org.halite.bridge.srpc;
  exports org.halite.bridge.store;
  exports org.halite.sandbox;
}
