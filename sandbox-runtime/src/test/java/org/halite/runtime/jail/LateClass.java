package org.halite.runtime.jail;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/** First loaded after the jail is closed, with classes of the JDK that nothing used before. */
final class LateClass {
  private record Pair(int number, String name) {}

  private LateClass() {}

  static String all() {
    Function<Pair, String> join = pair -> pair.name() + pair.number();
    return join.apply(new Pair(7, "late"))
        + new BigDecimal("1.5").pow(3)
        + Instant.ofEpochSecond(0)
        + IntStream.range(0, 4).boxed().map(x -> x * x).toList()
        + String.format(Locale.ROOT, "%06.2f", 3.14159)
        + "ab12".matches("[a-z]+\\d+");
  }
}
