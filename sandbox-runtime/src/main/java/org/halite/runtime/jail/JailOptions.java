package org.halite.runtime.jail;

import java.util.HashSet;
import java.util.Set;

/**
 * What the locked process keeps.
 *
 * @param descriptors open descriptors to keep besides 0, 1, 2 and HotSpot's class files: the
 *     control socket
 * @param moreDescriptors how many may be opened later (they can only be received from the browser
 *     or duplicated)
 * @param memoryBytes memory the module may still take; what the Java heap may grow by is added to
 *     it
 * @param cpuSeconds processor time until the kernel ends the process, 0 for no limit
 * @param directory the open directory below which files may be used, -1 for none
 * @param codeWord upper half of the addresses of a module that maps code of files, 0 for none: no
 *     module lies in the first 4 GiB
 */
public record JailOptions(
    Set<Integer> descriptors,
    int moreDescriptors,
    long memoryBytes,
    int cpuSeconds,
    int directory,
    int codeWord) {
  private static final long MEMORY = 2L << 30;

  /** Files that a module may have open at a time. */
  private static final int FILES = 1024;

  public JailOptions {
    descriptors = Set.copyOf(descriptors);
    if (moreDescriptors < 0 || moreDescriptors > 4096) {
      throw new IllegalArgumentException("moreDescriptors must be within 0..4096");
    }
    if (memoryBytes < 0 || memoryBytes > 64L << 30) {
      throw new IllegalArgumentException("memoryBytes must be within 0..64 GiB");
    }
    if (cpuSeconds < 0) {
      throw new IllegalArgumentException("cpuSeconds must not be negative");
    }
    if (codeWord != 0 && directory >= 0) {
      throw new IllegalArgumentException("code is mapped of a page's files, not of a directory's");
    }
  }

  /**
   * Nothing but standard input and output, 64 descriptors more, 2 GiB for the module, no processor
   * time limit.
   */
  public static JailOptions defaults() {
    return new JailOptions(Set.of(), 64, MEMORY, 0, -1, 0);
  }

  /** Keeps this descriptor too. */
  public JailOptions keeping(int descriptor) {
    Set<Integer> more = new HashSet<>(descriptors);
    more.add(descriptor);
    return new JailOptions(more, moreDescriptors, memoryBytes, cpuSeconds, directory, codeWord);
  }

  /** Keeps this directory, and the right to use what is below it. */
  public JailOptions withDirectory(int open) {
    Set<Integer> more = new HashSet<>(descriptors);
    more.add(open);
    return new JailOptions(more, FILES, memoryBytes, cpuSeconds, open, codeWord);
  }

  /** Whether files may be used. */
  boolean hasDirectory() {
    return directory >= 0;
  }

  public JailOptions withMemory(long bytes) {
    return new JailOptions(descriptors, moreDescriptors, bytes, cpuSeconds, directory, codeWord);
  }

  public JailOptions withCpuSeconds(int seconds) {
    return new JailOptions(descriptors, moreDescriptors, memoryBytes, seconds, directory, codeWord);
  }

  /** Lets code of files be mapped to be executed, within the 4 GiB of these addresses alone. */
  public JailOptions withCodeOfFiles(int upperWord) {
    return new JailOptions(
        descriptors, moreDescriptors, memoryBytes, cpuSeconds, directory, upperWord);
  }
}
