package org.halite.app.command;

import java.util.List;
import org.halite.bridge.imc.ImcDescriptor;
import org.halite.bridge.srpc.SrpcException;
import org.halite.bridge.srpc.SrpcSignature;
import org.halite.bridge.srpc.WireForm;
import org.halite.sandbox.Limits;
import org.halite.sandbox.SandboxedModule;
import org.halite.wire.SrpcMethod;

/** Answers each method in its own way and runs nothing. */
final class FakeSandboxedModule implements SandboxedModule {
  final Limits limits;
  List<String> words;
  boolean closed;

  FakeSandboxedModule(Limits limits) {
    this.limits = limits;
  }

  @Override
  public List<SrpcSignature> methods() {
    List<String> list =
        List.of("service_discovery::C", "all:is:bidsCIDh", "late::", "__shutdown::");
    return list.stream()
        .map(line -> new SrpcSignature(list.indexOf(line), SrpcMethod.parse(line)))
        .toList();
  }

  @Override
  public WireForm form() {
    return WireForm.TEMPLATE;
  }

  @Override
  public List<Object> results(String method, Object... arguments) {
    return List.of(
        true,
        -42,
        0.5,
        "a \"word\"",
        new byte[] {-1, 2},
        new int[] {3, 4},
        new double[] {0.25},
        ImcDescriptor.INVALID);
  }

  @Override
  public List<Object> resultsOfText(String method, List<String> given) throws SrpcException {
    words = given;
    switch (method) {
      case "late" -> throw new SrpcException(SrpcException.Kind.TIMED_OUT, "late did not answer");
      case "fails" -> throw new SrpcException(SrpcException.Kind.FAILED, "fails failed");
      case "none" -> throw new SrpcException(SrpcException.Kind.REFUSED, "there is no none");
      default -> {
        return results(method);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
