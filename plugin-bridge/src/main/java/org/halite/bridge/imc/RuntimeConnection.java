package org.halite.bridge.imc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.halite.bridge.kernel.SharedDescriptor;
import org.halite.wire.ControlWire;
import org.halite.wire.DescriptorWire;
import org.halite.wire.Fragments;
import org.halite.wire.SrpcMessage;
import org.halite.wire.SrpcMethod;
import org.halite.wire.TravellingDescriptor;
import org.halite.wire.WireException;

/**
 * The conversation with one runtime process. Anything the wire does not allow ends it with a
 * sentence: a broken packet, an unknown or ill-typed request, an answer to a question never asked,
 * more than the window.
 */
public final class RuntimeConnection extends SimpleChannelInboundHandler<ImcDecoder.Packet> {
  /** Unanswered requests of ours; nobody asks that many at a time. */
  private static final int MAX_PENDING = 3 * ControlWire.WINDOW_MESSAGES;

  private static final String CLOSED = "the runtime process closed its connection";

  /** Bytes that wait for the runtime process to read them; with all that it may have asked for. */
  private static final long MAX_UNREAD = 128L << 20;

  private final byte[] token;
  private final RuntimeService service;
  private final DescriptorChannel descriptors;
  private final CompletableFuture<RuntimeConnection> ready;

  // Set on the event loop before anybody else knows this connection.
  private EpollDomainSocketChannel channel;
  private WireSender sender;

  // Confined to the event loop.
  private final Fragments answers = new Fragments();
  private final Fragments requests = new Fragments();
  private boolean exited;
  private boolean greeted;

  // Guarded by this; nobody is called with the lock.
  private final Map<Integer, Pending> pending = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final ReceiveWindow window = new ReceiveWindow();
  private int lastId;
  private boolean gone;
  private String reason = CLOSED;

  private record Pending(int method, CompletableFuture<SrpcMessage> answer) {}

  RuntimeConnection(
      String token,
      RuntimeService service,
      DescriptorChannel descriptors,
      CompletableFuture<RuntimeConnection> ready) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
    this.service = service;
    this.descriptors = descriptors;
    this.ready = ready;
  }

  /**
   * Asks the runtime; from any thread, in the order of the calls of one thread. The answer
   * completes on the event loop, or fails with a {@link WireException} when the connection ends
   * first.
   *
   * @param method index in {@link ControlWire#RUNTIME_SERVICE}
   * @param values of the types of the method's inputs
   */
  public CompletableFuture<SrpcMessage> call(int method, Object... values) {
    CompletableFuture<SrpcMessage> answer = new CompletableFuture<>();
    WireException refusal = ask(method, values, answer);
    if (refusal != null && !onLoop(() -> answer.completeExceptionally(refusal))) {
      answer.completeExceptionally(refusal);
    }
    return answer;
  }

  /** Asks what has no answer worth waiting for: a failure of it ends the connection. */
  public void tell(int method, Object... values) {
    WireException _ = ask(method, values, new CompletableFuture<>());
  }

  /** Answers the process's questions for descriptors from now on; once. */
  void give(DescriptorChannel.Giver giver) {
    onLoop(() -> descriptors.serve(giver));
  }

  /** Files that a process may ask for by the numbers that it knows them by. */
  @FunctionalInterface
  public interface Files {
    /**
     * On a thread of its own.
     *
     * @return held once for the caller; null when it has no descriptor
     * @throws WireException when there is no such number
     */
    SharedDescriptor hold(int number) throws WireException;
  }

  /** Answers questions for the descriptors of files, and no others, from now on; once. */
  public void giveFiles(Files files) {
    give(
        question -> {
          if (question.kind() != DescriptorWire.OPEN) {
            throw new WireException("a question of the kind " + question.kind() + " for a file");
          }
          return file(files, question.number());
        });
  }

  /** What goes with the answer to a question for a file. */
  static DescriptorChannel.Answer file(Files files, int number) throws WireException {
    SharedDescriptor held = files.hold(number);
    return held == null
        ? DescriptorChannel.Answer.REFUSED
        : new DescriptorChannel.Answer(
            new TravellingDescriptor(TravellingDescriptor.FILE, number, held.size()), held);
  }

  /** Ends the conversation; {@code why} is the sentence that {@link RuntimeService#closed} gets. */
  public void end(String why) {
    onLoop(() -> fail(why));
  }

  /** Answers false when the loop has ended with its host, and the connection with it. */
  private boolean onLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Sends a request; why not, when that cannot be. */
  private WireException ask(int method, Object[] values, CompletableFuture<SrpcMessage> answer) {
    synchronized (this) {
      if (gone) {
        return new WireException(reason);
      }
      if (pending.size() < MAX_PENDING) {
        do {
          lastId++;
        } while (lastId == 0 || pending.containsKey(lastId));
        pending.put(lastId, new Pending(method, answer));
        sender.send(
            ControlWire.TO_RUNTIME,
            SrpcMessage.request(lastId, method, ControlWire.RUNTIME_SERVICE.get(method), values));
        return null;
      }
    }
    end("the runtime process answers no requests");
    return new WireException("too many requests without an answer");
  }

  /** Answers a request with the method's outputs; from any thread. */
  void reply(RuntimeRequest request, Object[] outputs) {
    SrpcMessage message = request.message();
    SrpcMethod method = ControlWire.BROWSER_SERVICE.get(message.method());
    byte[] response =
        message.method() == 0
            ? SrpcMessage.response(
                message, method, ControlWire.discovery(ControlWire.BROWSER_SERVICE))
            : SrpcMessage.response(message, method, outputs);
    boolean reads;
    synchronized (this) {
      if (gone || !open.remove(message.id())) {
        return;
      }
      boolean read = window.open();
      window.answered(message.method(), request.bytes());
      if (!read && window.open()) {
        channel.config().setAutoRead(true);
      }
      sender.send(ControlWire.TO_BROWSER, response);
      reads = sender.unread() <= MAX_UNREAD;
    }
    if (!reads) {
      end("the runtime process does not read the answers that it asks for");
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = (EpollDomainSocketChannel) context.channel();
    descriptors.tell(this::end);
    try {
      sender = new WireSender(channel);
    } catch (IOException e) {
      fail(e.getMessage());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ImcDecoder.Packet packet)
      throws WireException {
    if (exited || isGone()) {
      return;
    }
    switch (packet.channel()) {
      case ControlWire.TO_RUNTIME -> {
        byte[] message = answers.accept(packet.user());
        if (message != null) {
          answered(SrpcMessage.decode(message));
        }
      }
      case ControlWire.TO_BROWSER -> {
        byte[] message = requests.accept(packet.user());
        if (message != null) {
          asked(SrpcMessage.decode(message), message.length);
        }
      }
      default ->
          throw new WireException(
              "a packet for the unknown channel " + Integer.toUnsignedString(packet.channel()));
    }
  }

  private void answered(SrpcMessage message) throws WireException {
    if (message.request()) {
      throw new WireException("a request on the channel for answers");
    }
    Pending question;
    synchronized (this) {
      question = pending.remove(message.id());
    }
    if (question == null || question.method != message.method()) {
      throw new WireException("an answer to a question never asked");
    }
    SrpcMethod method = ControlWire.RUNTIME_SERVICE.get(question.method);
    if (message.result() != SrpcMessage.OK || !message.fits(method.outputs())) {
      WireException wrong =
          new WireException(
              "a wrong answer to " + method.name() + " (result " + message.result() + ")");
      question.answer.completeExceptionally(wrong);
      throw wrong;
    }
    question.answer.complete(message);
  }

  private void asked(SrpcMessage message, int bytes) throws WireException {
    int number = message.method();
    if (!message.request() || message.id() == 0) {
      throw new WireException("an answer on the channel for requests");
    }
    if (number < 0 || number >= ControlWire.BROWSER_SERVICE.size()) {
      throw new WireException("a request with the unknown method number " + number);
    }
    SrpcMethod method = ControlWire.BROWSER_SERVICE.get(number);
    if (!message.fits(method.inputs())) {
      throw new WireException("a request whose values do not fit " + method.signature());
    }
    if (greeted == (number == ControlWire.HELLO)) {
      throw new WireException(greeted ? "a second hello" : "a request before hello");
    }
    synchronized (this) {
      if (!open.add(message.id())) {
        throw new WireException("two requests with the same id");
      }
      window.opened(number, bytes);
      if (!window.open()) {
        channel.config().setAutoRead(false);
      }
    }
    RuntimeRequest request = new RuntimeRequest(this, message, bytes);
    switch (number) {
      case 0 -> request.reply();
      case ControlWire.HELLO -> greet(request);
      default -> {
        exited = number == ControlWire.EXIT;
        service.request(request);
      }
    }
  }

  private void greet(RuntimeRequest request) throws WireException {
    if (!MessageDigest.isEqual(request.message().text(0).getBytes(StandardCharsets.UTF_8), token)) {
      throw new WireException("a hello with a wrong token");
    }
    greeted = true;
    request.reply();
    ready.complete(this);
  }

  private synchronized boolean isGone() {
    return gone;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (sender != null) {
      sender.pump();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(CLOSED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable inner =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    fail(
        inner instanceof WireException
            ? "the runtime process broke the protocol: " + inner.getMessage()
            : CLOSED);
  }

  /** Ends everything once; confined to the event loop. */
  private void fail(String why) {
    List<Pending> unanswered;
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      reason = why;
      unanswered = List.copyOf(pending.values());
      pending.clear();
    }
    var _ = channel.close();
    if (sender != null) {
      sender.close();
    }
    descriptors.end();
    WireException end = new WireException(why);
    for (Pending question : unanswered) {
      question.answer.completeExceptionally(end);
    }
    ready.completeExceptionally(end);
    service.closed(why);
  }
}
