/**
 * In WebKit's own package, since what it replaces is visible here only: WebKit's graphics with one
 * more kind of video. Installed by {@code org.halite.app.page}; touches no page.
 */
package com.sun.webkit.graphics;
