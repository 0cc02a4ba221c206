package org.halite.runtime.control;

import org.halite.ppapi.PpLogLevel;
import org.halite.ppapi.Var;
import org.halite.runtime.imc.Carrier;
import org.halite.runtime.machine.Errno;
import org.halite.runtime.pepper.Area;
import org.halite.runtime.pepper.Browser;
import org.halite.runtime.pepper.Frame;
import org.halite.runtime.syscall.HostStream;
import org.halite.runtime.syscall.Resources;
import org.halite.wire.ControlWire;
import org.halite.wire.SrpcMessage;
import org.halite.wire.VarCodec;
import org.halite.wire.WireException;

/**
 * What Pepper and the module's standard output say to the browser, as calls on the wire. Blocks
 * while the window is full.
 */
final class BrowserPort extends WindowPort implements Browser, Resources {
  private final BrowserCalls calls;
  private final GivenDescriptors given;

  BrowserPort(BrowserCalls calls, GivenDescriptors given) {
    super(calls);
    this.calls = calls;
    this.given = given;
  }

  @Override
  public void postMessage(int instance, Var message) {
    try {
      calls.call(ControlWire.POST_MESSAGE, instance, VarCodec.encode(message));
    } catch (WireException tooLarge) {
      console(instance, PpLogLevel.ERROR, "", "PostMessage: " + tooLarge.getMessage());
    }
  }

  @Override
  public void console(int instance, int level, String source, String text) {
    calls.call(ControlWire.CONSOLE, instance, level, bounded(source), bounded(text));
  }

  @Override
  public Given newMemory(long size) {
    Carrier.Given memory = given.newMemory(size);
    return memory == null ? null : new Given(memory.number(), memory.descriptor());
  }

  @Override
  public void dropMemory(int number) {
    boolean _ = calls.tell(ControlWire.IMC_DROP, number);
  }

  @Override
  public void present(int instance, Frame frame, Runnable shown) {
    Area dirty = frame.dirty();
    boolean _ =
        calls.tellThen(
            _ -> shown.run(),
            ControlWire.PRESENT,
            instance,
            frame.memory(),
            frame.width(),
            frame.height(),
            frame.opaque() ? 1 : 0,
            dirty.x(),
            dirty.y(),
            dirty.width(),
            dirty.height(),
            scale(frame.scale()),
            scale(frame.layer().scale()),
            place(frame.layer().x()),
            place(frame.layer().y()));
  }

  @Override
  public boolean openSound(int instance, int stream, int memory, int rate, int frames) {
    SrpcMessage answer = calls.ask(ControlWire.SOUND_OPEN, instance, stream, memory, rate, frames);
    return answer != null && answer.integer(0) == 1;
  }

  @Override
  public void playSound(int instance, int stream, int buffer, SoundTaken taken) {
    boolean _ =
        calls.tellThen(
            reply -> taken.taken(reply.integer(0)),
            ControlWire.SOUND_PLAY,
            instance,
            stream,
            buffer);
  }

  @Override
  public void closeSound(int instance, int stream) {
    boolean _ = calls.tell(ControlWire.SOUND_CLOSE, instance, stream);
  }

  private static double scale(double wanted) {
    return Math.clamp(wanted, 1 / ControlWire.MAX_SCALE, ControlWire.MAX_SCALE);
  }

  private static double place(double wanted) {
    return Math.clamp(wanted, -ControlWire.MAX_PLACE, ControlWire.MAX_PLACE);
  }

  @Override
  public void requestInput(int instance, int taken, int filtered) {
    calls.call(ControlWire.REQUEST_INPUT, instance, taken, filtered);
  }

  @Override
  public void instanceCreated(int instance, boolean ok) {
    calls.call(ControlWire.INSTANCE_CREATED, instance, ok ? 1 : 0);
  }

  @Override
  public void log(int level, String text) {
    calls.call(ControlWire.LOG, level, bounded(text));
  }

  @Override
  public Opened open(String name) {
    SrpcMessage answer = calls.ask(ControlWire.FILE_OPEN, name);
    return answer == null || answer.integer(0) < 0
        ? null
        : new Opened(answer.integer(0), answer.wide(1));
  }

  @Override
  public int descriptor(int number) {
    Carrier.Given answer = given.open(number);
    return answer == null ? -1 : answer.descriptor();
  }

  @Override
  public boolean acceptedBefore(int number, long offset, long length) {
    if (length < ControlWire.MIN_KEPT_CODE) {
      return false;
    }
    SrpcMessage answer = calls.ask(ControlWire.CODE_VERDICT, number, offset, length);
    return answer != null && answer.integer(0) == ControlWire.CODE_ACCEPTED;
  }

  @Override
  public byte[] read(int number, long offset, int length) {
    SrpcMessage answer =
        calls.ask(
            ControlWire.FILE_READ, number, offset, Math.min(length, ControlWire.MAX_FILE_PIECE));
    return answer == null || answer.bytes(0).length > length ? null : answer.bytes(0);
  }

  /** Standard output (1) or error (2) of a page's module. */
  HostStream output(int descriptor) {
    return new HostStream() {
      @Override
      public long read(byte[] into) {
        return -Errno.EBADF;
      }

      @Override
      public long write(byte[] bytes) {
        return calls.call(ControlWire.OUTPUT, descriptor, bytes) ? bytes.length : -Errno.EIO;
      }
    };
  }

  private static String bounded(String text) {
    return text.length() <= ControlWire.MAX_TEXT
        ? text
        : text.substring(0, ControlWire.MAX_TEXT - 1) + "\u2026";
  }
}
