/**
 * What the browser keeps between its runs: programs and files of modules, which site loaded them,
 * and the validator's verdicts, authenticated by a key of the profile. Called by {@code fetch},
 * {@code module} and the commands; touches the profile's folders and nothing else. What it finds
 * there is hostile until checked.
 */
package org.halite.bridge.store;
