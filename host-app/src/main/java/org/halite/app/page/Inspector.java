package org.halite.app.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.javafx.scene.web.Debugger;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.web.WebEngine;
import org.halite.bridge.origin.Decision;

/**
 * WebKit's inspector protocol: puts the shim before every script of every frame and reports console
 * and network. Called by {@code BrowserPage} on the JavaFX thread.
 */
final class Inspector {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_REQUESTS = 10_000;

  private final Debugger debugger;
  private final PageObserver observer;
  private final Map<String, Transfer> transfers = new LinkedHashMap<>();
  private final DocumentPolicies policies;
  private int lastId;

  private static final class Transfer {
    final String url;
    final String initiator;
    int status;
    long bytes;

    Transfer(String url, String initiator) {
      this.url = url;
      this.initiator = initiator;
    }
  }

  /**
   * @param policies is told what each document's server says it may load
   */
  Inspector(WebEngine engine, String bootstrap, DocumentPolicies policies, PageObserver observer) {
    this.observer = observer;
    this.policies = policies;
    this.debugger = debuggerOf(engine);
    debugger.setMessageCallback(
        message -> {
          receive(message);
          return null;
        });
    debugger.setEnabled(true);
    send("Page.enable", JSON.createObjectNode());
    // Always: a document's policies are in its headers, and only here.
    send("Network.enable", JSON.createObjectNode());
    send("Page.setBootstrapScript", JSON.createObjectNode().put("source", bootstrap));
  }

  /** From now on the observer hears of the console. */
  void observeConsole() {
    send("Console.enable", JSON.createObjectNode());
  }

  /** The engine's inspector has no public door; on the class path the package's own one opens. */
  private static Debugger debuggerOf(WebEngine engine) {
    try {
      Method method = WebEngine.class.getDeclaredMethod("getDebugger");
      method.setAccessible(true);
      return (Debugger) method.invoke(engine);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JavaFX has no WebKit inspector: use 26.0.1", e);
    }
  }

  private void send(String method, ObjectNode parameters) {
    ObjectNode message = JSON.createObjectNode();
    message.put("id", ++lastId);
    message.put("method", method);
    message.set("params", parameters);
    debugger.sendMessage(message.toString());
  }

  private void receive(String text) {
    JsonNode message;
    try {
      message = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      observer.console("error", "The inspector said something nobody can read", null);
      return;
    }
    JsonNode parameters = message.path("params");
    switch (message.path("method").asText()) {
      case "Console.messageAdded" -> console(parameters.path("message"));
      case "Network.requestWillBeSent" -> requested(parameters);
      case "Network.responseReceived" -> answered(parameters);
      case "Network.dataReceived" -> received(parameters);
      case "Network.loadingFinished" -> ended(parameters, Decision.allow("allowed"));
      case "Network.loadingFailed" ->
          ended(parameters, Decision.refuse("failed: " + parameters.path("errorText").asText()));
      default -> {
        // answers to our own commands and events nobody asked for
      }
    }
  }

  private void console(JsonNode message) {
    StringBuilder text = new StringBuilder(message.path("text").asText());
    JsonNode arguments = message.path("parameters");
    for (int i = 1; i < arguments.size(); i++) {
      JsonNode value = arguments.get(i).path("value");
      text.append(' ')
          .append(
              value.isValueNode() ? value.asText() : arguments.get(i).path("description").asText());
    }
    observer.console(message.path("level").asText("log"), text.toString(), null);
  }

  private void requested(JsonNode parameters) {
    if (transfers.size() < MAX_REQUESTS) {
      String id = parameters.path("requestId").asText();
      if (parameters.has("redirectResponse") && transfers.containsKey(id)) {
        transfers.get(id).status = parameters.path("redirectResponse").path("status").asInt();
        ended(parameters, Decision.allow("redirected"));
      }
      transfers.put(
          id,
          new Transfer(
              parameters.path("request").path("url").asText(),
              parameters.path("documentURL").asText()));
    }
  }

  private void answered(JsonNode parameters) {
    JsonNode response = parameters.path("response");
    if (parameters.path("type").asText().equals("Document")) {
      policies.answered(response.path("url").asText(), response.path("headers"));
    }
    Transfer transfer = transfers.get(parameters.path("requestId").asText());
    if (transfer != null) {
      transfer.status = response.path("status").asInt();
    }
  }

  private void received(JsonNode parameters) {
    Transfer transfer = transfers.get(parameters.path("requestId").asText());
    if (transfer != null) {
      transfer.bytes += parameters.path("dataLength").asLong();
    }
  }

  private void ended(JsonNode parameters, Decision decision) {
    Transfer transfer = transfers.remove(parameters.path("requestId").asText());
    if (transfer != null) {
      observer.fetch(transfer.url, transfer.initiator, decision, transfer.status, transfer.bytes);
    }
  }
}
