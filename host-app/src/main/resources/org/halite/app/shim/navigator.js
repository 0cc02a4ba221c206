// navigator.mimeTypes and navigator.plugins tell pages that modules can run here.

const description = {
  __proto__: null,
  [NATIVE]: 'Native Client Executable',
  [PORTABLE]: 'Portable Native Client Executable',
};
const pluginEntry = {
  name: 'Native Client', filename: 'internal-nacl-plugin', description: '', length: 2,
};
const typeEntries = [NATIVE, PORTABLE].map(function (type, index) {
  const entry = {
    type: type, suffixes: '', description: description[type], enabledPlugin: pluginEntry,
  };
  define(pluginEntry, index, { __proto__: null, value: entry, enumerable: true });
  define(pluginEntry, type, { __proto__: null, value: entry });
  return entry;
});
const reflectGet = Reflect.get;
const reflectHas = Reflect.has;
const listIterator = Array.prototype[Symbol.iterator];

/** The browser's own list with entries appended; a Proxy, so that instanceof stays true. */
function extended(list, entries, nameProperty) {
  const own = list.length;
  function lookUp(name) {
    for (let i = 0; i < entries.length; i++) {
      if (entries[i][nameProperty] === name || toText(own + i) === name) {
        return entries[i];
      }
    }
    return undefined;
  }
  function find(name) {
    const entry = lookUp(toText(name));
    return entry === undefined ? list[name] || null : entry;
  }
  const whole = { __proto__: null, item: find, namedItem: find };
  return new Proxy(list, {
    __proto__: null,
    get: function (target, name) {
      if (name === 'length') {
        return own + entries.length;
      }
      if (name === Symbol.iterator) {
        return function () {
          const all = [];
          for (let i = 0; i < own + entries.length; i++) {
            define(all, i, { __proto__: null, value: find(i), enumerable: true });
          }
          return apply(listIterator, all, []);
        };
      }
      if (typeof name === 'string') {
        const entry = lookUp(name) || whole[name];
        if (entry !== undefined) {
          return entry;
        }
      }
      return reflectGet(target, name, target);
    },
    has: function (target, name) {
      return (typeof name === 'string' && lookUp(name) !== undefined) || reflectHas(target, name);
    },
  });
}

function installNavigator() {
  const mimeTypes = extended(navigator.mimeTypes, typeEntries, 'type');
  const plugins = extended(navigator.plugins, [pluginEntry], 'name');
  define(Navigator.prototype, 'mimeTypes', {
    __proto__: null, configurable: true, enumerable: true, get: function () { return mimeTypes; },
  });
  define(Navigator.prototype, 'plugins', {
    __proto__: null, configurable: true, enumerable: true, get: function () { return plugins; },
  });
}
