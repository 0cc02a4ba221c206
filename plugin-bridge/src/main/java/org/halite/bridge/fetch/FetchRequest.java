package org.halite.bridge.fetch;

import java.net.URI;

/**
 * One file to get.
 *
 * @param url absolute
 * @param document the page it is for; its URL's origin is the one that asks
 * @param initiator what named the file, for the transcript
 * @param limit the most bytes to take, after decompression
 */
public record FetchRequest(URI url, URI document, String initiator, long limit) {}
