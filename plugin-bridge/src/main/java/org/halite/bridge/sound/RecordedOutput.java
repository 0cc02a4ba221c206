package org.halite.bridge.sound;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Writes what is played into files as well: {@code sound-1.wav} and so on in a folder, one for each
 * stream, in the order in which they begin. A file is whole at any time.
 */
public final class RecordedOutput implements SoundOutput {
  /** A module that starts and stops without end must not fill the folder. */
  private static final int MAX_FILES = 1000;

  /** Bytes of sound in one file: half an hour and more. */
  private static final long MAX_BYTES = 512L << 20;

  private static final int HEADER = 44;

  private final Path folder;
  private final SoundOutput heard;
  private final AtomicInteger last = new AtomicInteger();

  private RecordedOutput(Path folder, SoundOutput heard) {
    this.folder = folder;
    this.heard = heard;
  }

  /**
   * Records into a folder, which is made where it is missing; files of earlier recordings go.
   *
   * @throws IOException with one sentence when that cannot be
   */
  public static SoundOutput into(Path folder, SoundOutput heard) throws IOException {
    try {
      Files.createDirectories(folder);
      for (int i = 1; Files.deleteIfExists(file(folder, i)); ) {
        i++;
      }
      return new RecordedOutput(folder, heard);
    } catch (IOException e) {
      throw new IOException(
          "sound cannot be recorded in " + folder + "; name a folder that can be written.", e);
    }
  }

  private static Path file(Path folder, int number) {
    return folder.resolve("sound-" + number + ".wav");
  }

  @Override
  public Line open(int rate, int frames, Consumer<String> told) throws InterruptedException {
    Line line = heard.open(rate, frames, told);
    int number = last.incrementAndGet();
    if (number > MAX_FILES) {
      return line;
    }
    try {
      return new Recording(line, new RandomAccessFile(file(folder, number).toFile(), "rw"), rate);
    } catch (IOException full) {
      return line;
    }
  }

  private static final class Recording implements Line {
    private final Line line;
    private final RandomAccessFile file;
    private final int rate;
    private long bytes;

    Recording(Line line, RandomAccessFile file, int rate) throws IOException {
      this.line = line;
      this.file = file;
      this.rate = rate;
      file.write(header());
    }

    /** RIFF with the formats fmt and data. */
    private byte[] header() {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.put(ascii("RIFF")).putInt((int) (HEADER - 8 + bytes)).put(ascii("WAVEfmt "));
      header.putInt(16).putShort((short) 1).putShort((short) 2); // PCM, two channels
      header.putInt(rate).putInt(rate * FRAME_BYTES);
      header.putShort((short) FRAME_BYTES).putShort((short) 16);
      header.put(ascii("data")).putInt((int) bytes);
      return header.array();
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int play(byte[] pcm) throws InterruptedException {
      if (bytes + pcm.length <= MAX_BYTES) {
        try {
          file.seek(HEADER + bytes);
          file.write(pcm);
          bytes += pcm.length;
          file.seek(0);
          file.write(header());
        } catch (IOException full) {
          bytes = MAX_BYTES; // no more of it
        }
      }
      return line.play(pcm);
    }

    @Override
    public void close() {
      line.close();
      try {
        file.close();
      } catch (IOException lost) {
        return; // what was written is there
      }
    }
  }
}
