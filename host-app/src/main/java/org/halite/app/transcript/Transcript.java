package org.halite.app.transcript;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.halite.app.page.PageObserver;
import org.halite.bridge.module.ExitReport;
import org.halite.bridge.origin.Decision;
import org.halite.ppapi.Var;

/**
 * Writes each event as one line of JSON, {@code ms} and {@code event} first: milliseconds since the
 * start of the program and the event's name. Long texts are cut. Each line is flushed, so that a
 * killed program leaves whole lines.
 */
public final class Transcript implements PageObserver, Closeable {
  /** Longest text of a line's field, in chars. */
  private static final int MAX_TEXT = 65_536;

  /** Lines after which a page that talks without end is no longer written down. */
  private static final int MAX_LINES = 1_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer out;
  private final long startNanos;
  private int lines;
  private IOException failure;

  /**
   * @param startNanos {@link System#nanoTime} at the start
   */
  public Transcript(Writer out, long startNanos) {
    this.out = out;
    this.startNanos = startNanos;
  }

  @Override
  public void navigate(String url, boolean mainFrame) {
    write(event("navigate").put("url", cut(url)).put("frame", mainFrame ? "main" : "child"));
  }

  @Override
  public void fetch(String url, String initiator, Decision decision, int status, long bytes) {
    write(
        event("fetch")
            .put("url", cut(url))
            .put("initiator", cut(initiator))
            .put("allowed", decision.allowed())
            .put("decision", cut(decision.reason()))
            .put("status", status)
            .put("bytes", bytes));
  }

  @Override
  public void embed(String element, String type, String src) {
    write(event("embed").put("element", element).put("type", type).put("src", cut(src)));
  }

  @Override
  public void event(String element, String kind, String lastError) {
    write(event(kind).put("element", element).put("detail", cut(lastError)));
  }

  @Override
  public void progress(
      String element, String url, boolean lengthComputable, long loaded, long total) {
    ObjectNode line = event("progress").put("element", element);
    line.putObject("detail")
        .put("url", cut(url))
        .put("lengthComputable", lengthComputable)
        .put("loaded", loaded)
        .put("total", total);
    write(line);
  }

  @Override
  public void message(String element, Direction direction, Var data) {
    ObjectNode line =
        event("message")
            .put("element", element)
            .put("direction", direction.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    line.set("data", new VarAsJson(MAX_TEXT).of(data));
    write(line);
  }

  @Override
  public void console(String level, String text, String element) {
    ObjectNode line = event("console").put("level", level).put("text", cut(text));
    if (element != null) {
      line.put("element", element);
    }
    write(line);
  }

  @Override
  public void exit(String element, ExitReport report) {
    ObjectNode line =
        event("exit")
            .put("element", element)
            .put("status", report.status())
            .put("signal", report.signal());
    putAddress(line, "pc", report.pc());
    putAddress(line, "address", report.address());
    line.put("reason", cut(report.reason()));
    if (!report.backtrace().isEmpty()) {
      report.backtrace().forEach(line.putArray("backtrace")::add);
    }
    write(line);
  }

  private static void putAddress(ObjectNode line, String name, long address) {
    if (address == -1) {
      line.putNull(name);
    } else {
      line.put(name, "0x" + Long.toHexString(address));
    }
  }

  private ObjectNode event(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ms", (System.nanoTime() - startNanos) / 1_000_000)
        .put("event", name);
  }

  private static String cut(String text) {
    String known = text == null ? "" : text;
    return known.length() <= MAX_TEXT ? known : known.substring(0, MAX_TEXT) + "…";
  }

  private synchronized void write(ObjectNode line) {
    if (failure != null || lines > MAX_LINES) {
      return;
    }
    try {
      if (++lines > MAX_LINES) {
        out.write("{\"event\":\"truncated\"}\n");
      } else {
        out.write(JSON.writeValueAsString(line));
        out.write('\n');
      }
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of values is always JSON", e);
    } catch (IOException e) {
      failure = e; // told at close; the page goes on
    }
  }

  /**
   * @throws IOException when a line could not be written
   */
  @Override
  public synchronized void close() throws IOException {
    out.close();
    if (failure != null) {
      throw failure;
    }
  }
}
