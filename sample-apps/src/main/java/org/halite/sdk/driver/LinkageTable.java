package org.halite.sdk.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halite.sdk.assembly.AssemblyRefusal;
import org.halite.sdk.sandbox.AddressModel;
import org.halite.sdk.sandbox.LinkageStubs;
import org.halite.sdk.sandbox.Rewriter;

/**
 * Replaces ld's procedure linkage table, which has no sandboxed form. Objects made with {@code
 * -fPIC} bring stubs of their own; for calls in others ld tells by the first link which functions
 * need one, and the second link leads those calls to ours.
 *
 * @param scratch a private folder
 */
record LinkageTable(Toolchain tools, Path scratch) {
  /**
   * @param linked what the command has made
   */
  void repair(Path linked, List<String> command)
      throws AssemblyRefusal, DriverFailure, IOException, InterruptedException {
    Set<String> functions = new LibraryFile(Files.readAllBytes(linked)).linkageEntries();
    if (functions.isEmpty()) {
      return;
    }
    Path text = scratch.resolve("stubs.s");
    Path object = scratch.resolve("stubs.o");
    String rewritten =
        Rewriter.rewrite(LinkageStubs.wrapping(functions), null, AddressModel.FIXED, tools);
    Files.writeString(text, rewritten, StandardCharsets.UTF_8);
    tools.assemble(text, object);
    List<String> again = new ArrayList<>(command);
    functions.forEach(function -> again.add("--wrap=" + function));
    again.add(object.toString());
    tools.run(again);
  }
}
