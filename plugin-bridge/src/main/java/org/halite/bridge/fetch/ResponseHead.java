package org.halite.bridge.fetch;

import java.net.URI;
import java.util.Map;

/**
 * What an answer says before its body, as far as the asker may know.
 *
 * @param url that answered, after redirects
 * @param status of HTTP; 200 for files of the disk
 * @param headers that the asker may see, as the server wrote them
 * @param length of the body in bytes as it will be handed over, -1 when it is not known
 * @param next where a redirect that waits to be followed leads, null when the asker may not know
 * @param nextMethod by which it will be asked for there, null when nothing waits to be followed
 */
public record ResponseHead(
    URI url, int status, Map<String, String> headers, long length, URI next, String nextMethod) {}
