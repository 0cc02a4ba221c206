package org.halite.bridge.module;

import java.net.URI;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.halite.bridge.fetch.FetchListener;
import org.halite.bridge.imc.ModulePixels;
import org.halite.bridge.imc.RuntimeConnection;
import org.halite.bridge.imc.RuntimeRequest;
import org.halite.bridge.origin.Decision;
import org.halite.wire.ControlWire;
import org.halite.wire.WireException;

/**
 * What a module that has begun asks of its browser and is answered later: files, servers, the
 * screen, sound. In the session's mailbox only.
 */
final class ModuleServices {
  private final OpenedFiles files;
  private final UrlLoads urls;
  private final Presentation presentation;
  private final ModuleSounds sounds;

  /**
   * @param say gets words for the page's console, on any thread
   */
  ModuleServices(
      LocalModuleHost host,
      ModuleRequest request,
      RuntimeConnection connection,
      ManifestFiles listed,
      CodeVerdicts verdicts,
      Executor mailbox,
      ModuleEvents events,
      BiConsumer<ModuleEvents.Level, String> say) {
    files = new OpenedFiles(listed, mailbox, events, verdicts, host.judge(), say::accept);
    Steps steps = new Steps(mailbox, events, say);
    urls = new UrlLoads(request.client(), host.fetcher(), steps, steps);
    ModulePixels memory = new ModulePixels(connection, files::hold, 0);
    presentation = new Presentation(memory, events);
    sounds = new ModuleSounds(memory, host.sounds(), say);
  }

  /**
   * Serves a request, which it answers when it can.
   *
   * @throws WireException with a phrase when it cannot be meant so
   */
  void serve(RuntimeRequest asked) throws WireException {
    switch (asked.method()) {
      case ControlWire.FILE_OPEN, ControlWire.FILE_READ, ControlWire.CODE_VERDICT ->
          require(files.serve(asked), "a file that cannot be read so");
      case ControlWire.URL_OPEN,
          ControlWire.URL_RESPONSE,
          ControlWire.URL_READ,
          ControlWire.URL_PROGRESS,
          ControlWire.URL_CLOSE ->
          require(urls.serve(asked), "a request for a URL that cannot be made so");
      case ControlWire.DESCRIPTORS, ControlWire.IMC_DROP, ControlWire.PRESENT ->
          presentation.serve(asked);
      case ControlWire.SOUND_OPEN, ControlWire.SOUND_PLAY, ControlWire.SOUND_CLOSE ->
          sounds.serve(asked);
      default -> throw new WireException("a request nobody serves");
    }
  }

  private static void require(boolean served, String otherwise) throws WireException {
    if (!served) {
      throw new WireException(otherwise);
    }
  }

  /** Nothing is asked any more. */
  void end() {
    sounds.end();
    presentation.end();
    urls.end();
  }

  /** What becomes of the module's own requests to servers. */
  private record Steps(
      Executor mailbox, ModuleEvents events, BiConsumer<ModuleEvents.Level, String> say)
      implements FetchListener, NexeTransfer.Notes {
    @Override
    public void note(ModuleEvents.Level level, String text) {
      say.accept(level, text);
    }

    @Override
    public void progress(URI url, boolean computable, long loaded, long total) {
      // the module asks for it itself
    }

    @Override
    public void fetched(URI url, String initiator, Decision decision, int status, long bytes) {
      mailbox.execute(() -> events.fetched(url, initiator, decision, status, bytes));
    }
  }
}
