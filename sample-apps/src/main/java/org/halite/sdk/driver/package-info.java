/**
 * {@code halite cc} and its companions: reads a compiler's command line, starts the stock compiler,
 * the rewriter, GNU as and ld, and judges what was linked. Called by the command line of host-app.
 */
package org.halite.sdk.driver;
