/** {@code halite new}: the files that a new module begins with. */
package org.halite.app.project;
