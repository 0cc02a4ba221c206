/**
 * The wire between browser and runtime process: IMC frames, SRPC messages on them, values in SRPC
 * arrays. Pure encoding and decoding with bounds; no sockets. And how a runtime process is started,
 * which both ends must agree about. Seen by both ends.
 */
package org.halite.wire;
