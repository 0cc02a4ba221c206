/**
 * Page tests: every folder of src/test/pages is a page with modules, opened as the command {@code
 * halite open} does, its transcript and its answers compared with expected.jsonl.
 */
package org.halite.app.pages;
