/**
 * Where the sound of modules goes: a device, a device that nobody hears, files. {@code
 * bridge.module} plays on what the application chose; nothing here knows of modules.
 */
package org.halite.bridge.sound;
