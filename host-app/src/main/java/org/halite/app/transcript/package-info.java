/**
 * What happened in a page, one JSON object a line. Fed by {@code page}; made by {@code command}.
 */
package org.halite.app.transcript;
