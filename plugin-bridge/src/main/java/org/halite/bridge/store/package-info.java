/**
 * What the browser keeps between its runs: the validator's verdicts on modules, authenticated by a
 * key of the profile. Called by {@code org.halite.bridge.module} and by the commands; touches the
 * profile's folders and nothing else. What it finds there is hostile until authenticated.
 */
package org.halite.bridge.store;
