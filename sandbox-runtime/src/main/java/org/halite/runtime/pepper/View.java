package org.halite.runtime.pepper;

/**
 * A PPB_View: one state of the element's place on the page.
 *
 * @param x left edge in CSS pixels from the page's top left
 * @param visible whether any part can be seen
 * @param scale device pixels to a CSS pixel
 */
record View(int instance, int x, int y, int width, int height, boolean visible, double scale)
    implements Resource {}
