package org.halite.runtime.jail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.halite.runtime.machine.Kernel;

/**
 * The descriptors that are open when the doors close. Kept: standard input and output, those the
 * caller names, and the files that HotSpot reads classes from. All others were inherited or
 * forgotten, and are closed.
 */
final class OpenDescriptors {
  private static final int F_GETFL = 3;
  private static final int O_ACCMODE = 3;
  private static final int O_RDONLY = 0;
  private static final int ENDED = -9; // EBADF

  private final Set<Integer> kept = new HashSet<>();
  private int closed;
  private int most = 3;

  private OpenDescriptors() {}

  /** Closes what is open now; afterwards no number from {@link #most} on can be had. */
  static OpenDescriptors closeAllBut(Set<Integer> named, int more) {
    OpenDescriptors descriptors = new OpenDescriptors();
    descriptors.closeOthers(named);
    descriptors.most += more;
    ResourceLimits.limitDescriptors(descriptors.most);
    return descriptors;
  }

  /** One more than the highest number that a descriptor may have. */
  int most() {
    return most;
  }

  /**
   * Closes what was opened since.
   *
   * @return how many were closed, with those of the first time
   */
  int closeNew() {
    for (int descriptor = 0; descriptor < most; descriptor++) {
      if (!kept.contains(descriptor) && Kernel.call(Kernel.CLOSE, descriptor) != ENDED) {
        closed++;
      }
    }
    return closed;
  }

  private void closeOthers(Set<Integer> named) {
    String[] listed = new File("/proc/self/fd").list();
    if (listed == null) {
      throw new JailException("the open descriptors could not be listed in /proc/self/fd");
    }
    Set<String> classFiles = classFiles();
    String jdk = canonical(System.getProperty("java.home")) + "/";
    for (String name : listed) {
      int descriptor = Integer.parseInt(name);
      long flags = Kernel.call(Kernel.FCNTL, descriptor, F_GETFL);
      if (flags == ENDED) {
        continue; // the one that listed the directory
      }
      if (descriptor <= 2
          || named.contains(descriptor)
          || isClassFile(name, flags, jdk, classFiles)) {
        kept.add(descriptor);
        most = Math.max(most, descriptor + 1);
      } else {
        Kernel.call(Kernel.CLOSE, descriptor);
        closed++;
      }
    }
  }

  /** A file of the JDK or of the class path, open for reading only. */
  private static boolean isClassFile(String name, long flags, String jdk, Set<String> classFiles) {
    if ((flags & O_ACCMODE) != O_RDONLY) {
      return false;
    }
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd", name)).toString();
      return file.startsWith(jdk) || classFiles.contains(file);
    } catch (IOException e) {
      return false;
    }
  }

  private static Set<String> classFiles() {
    Set<String> files = new HashSet<>();
    for (String property : new String[] {"java.class.path", "jdk.module.path"}) {
      String path = System.getProperty(property, "");
      int from = 0;
      while (from < path.length()) {
        int colon = path.indexOf(File.pathSeparatorChar, from);
        int to = colon < 0 ? path.length() : colon;
        files.add(canonical(path.substring(from, to)));
        from = to + 1;
      }
    }
    return files;
  }

  private static String canonical(String path) {
    try {
      return new File(path).getCanonicalPath();
    } catch (IOException e) {
      return path;
    }
  }
}
