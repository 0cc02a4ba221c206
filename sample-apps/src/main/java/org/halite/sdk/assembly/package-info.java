/**
 * Assembly text as compilers write it (GNU as, AT&amp;T notation), read into statements and
 * instructions. Called by the rewriter; touches no files.
 */
package org.halite.sdk.assembly;
