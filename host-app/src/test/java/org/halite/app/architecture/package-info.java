/**
 * Tests of the project itself: who may see whom, and that prebuilt files are what their sources
 * say.
 */
package org.halite.app.architecture;
