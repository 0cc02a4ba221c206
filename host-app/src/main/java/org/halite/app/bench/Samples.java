package org.halite.app.bench;

import java.util.Arrays;
import java.util.Locale;

/** Measured values of one kind, in any one unit. */
final class Samples {
  private final double[] sorted;

  Samples(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The smallest value that {@code percent} of all do not exceed. */
  double percentile(int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return sorted[Math.max(0, rank - 1)];
  }

  /** "median 12.3 ms (11.0 to 14.2, 10 runs)". */
  String spread(String unit) {
    return String.format(
        Locale.ROOT,
        "median %.1f %s (%.1f to %.1f, %d runs)",
        median(),
        unit,
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length);
  }
}
