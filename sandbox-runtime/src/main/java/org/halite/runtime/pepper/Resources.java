package org.halite.runtime.pepper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The module's resources: ids with reference counts. Any id from the module is looked up, none is
 * trusted.
 */
final class Resources {
  /** Enough for every real module; more is a leak or an attack on the heap. */
  static final int LIMIT = 65_536;

  private static final class Held {
    final Resource resource;
    long references = 1;
    boolean kept;

    Held(Resource resource) {
      this.resource = resource;
    }
  }

  private final Map<Integer, Held> held = new HashMap<>();
  private int lastId;

  /** Names {@code resource} with one reference; 0 when there are too many. */
  synchronized int add(Resource resource) {
    if (held.size() >= LIMIT) {
      return 0;
    }
    do {
      lastId = lastId == Integer.MAX_VALUE ? 1 : lastId + 1;
    } while (held.containsKey(lastId));
    held.put(lastId, new Held(resource));
    return lastId;
  }

  /** The resource {@code id} if it is alive and of that kind, else null. */
  synchronized <T extends Resource> T get(int id, Class<T> kind) {
    Held found = held.get(id);
    return found != null && kind.isInstance(found.resource) ? kind.cast(found.resource) : null;
  }

  /** One reference more; false for an id that names nothing. */
  synchronized boolean addRef(int id) {
    Held found = held.get(id);
    if (found == null) {
      return false;
    }
    found.references++;
    return true;
  }

  /** One reference less; unknown ids are ignored. Gives the resource if that was the last. */
  Resource release(int id) {
    Resource gone = null;
    synchronized (this) {
      Held found = held.get(id);
      if (found != null && --found.references <= 0 && !found.kept) {
        held.remove(id);
        gone = found.resource;
      }
    }
    if (gone != null) {
      gone.gone();
    }
    return gone;
  }

  /** Lets {@code id} live whatever the module releases. */
  synchronized void keep(int id) {
    held.get(id).kept = true;
  }

  /**
   * Forgets all that belongs to an instance that is gone.
   *
   * @return what the module still held of it, by kind
   */
  Map<String, Integer> dropInstance(int instance) {
    Map<String, Integer> kinds = new TreeMap<>();
    List<Resource> gone = new ArrayList<>();
    synchronized (this) {
      for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
        Held next = all.next();
        if (!next.kept && next.resource.instance() == instance) {
          all.remove();
          gone.add(next.resource);
          if (!(next.resource instanceof MessageLoop loop && loop.isAttached())) {
            kinds.merge(next.resource.getClass().getSimpleName(), 1, Integer::sum);
          }
        }
      }
    }
    for (Resource resource : gone) {
      resource.gone();
    }
    for (Resource resource : gone) {
      resource.settle();
    }
    return kinds;
  }

  synchronized int size() {
    return held.size();
  }
}
