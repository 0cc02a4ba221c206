package org.halite.runtime.check;

import java.io.IOException;
import org.halite.runtime.validator.CpuFeatures;

/**
 * The processor that code is judged for.
 *
 * @param mode for programs: "this-processor", "any-processor" or "features"
 * @param name for a person: "this processor", "any processor" or "a processor with ..."
 * @param features what the code may use
 */
record CpuChoice(String mode, String name, CpuFeatures features) {
  /**
   * @throws IOException when the processor's features cannot be read
   */
  static CpuChoice thisOne() throws IOException {
    return new CpuChoice("this-processor", "this processor", CpuFeatures.host());
  }

  /** Every feature that the rules allow at all, whatever this processor has. */
  static CpuChoice any() {
    return new CpuChoice("any-processor", "any processor", CpuFeatures.all());
  }

  /**
   * @param names of the opcode tables, separated by commas, in either case
   * @throws IllegalArgumentException with a sentence when one is unknown
   */
  static CpuChoice with(String names) {
    CpuFeatures features = CpuFeatures.named(names);
    return new CpuChoice("features", "a processor with " + features, features);
  }
}
