/**
 * Frames of modules on their way from shared memory into WebKit's own painting. Called by {@code
 * page}, and by WebKit through {@code com.sun.webkit.graphics}; knows no page.
 */
package org.halite.app.surface;
