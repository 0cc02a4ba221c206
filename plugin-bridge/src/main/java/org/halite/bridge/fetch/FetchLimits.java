package org.halite.bridge.fetch;

import java.time.Duration;

/**
 * How long a server may take.
 *
 * @param connect to connect, TLS included
 * @param idle until the next byte
 * @param total for all hops and the whole body
 */
public record FetchLimits(Duration connect, Duration idle, Duration total) {
  public static final FetchLimits USUAL =
      new FetchLimits(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMinutes(10));
}
