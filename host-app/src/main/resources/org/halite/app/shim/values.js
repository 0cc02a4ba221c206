// Values between page and browser: "N|JSON" and then the bytes of all array buffers, one char a
// byte; N is the length of the JSON. Strings, numbers, booleans, null and arrays are themselves;
// {"t":"u"} is undefined, {"t":"n","v":"NaN"} a number JSON lacks, {"t":"o","v":{}} an object,
// {"t":"b","n":bytes,"i":index} an array buffer.

const MAX_DEPTH = 100; // levels, as on the wire to the module
const MAX_VALUES = 1000000;
const MAX_BYTES = 64 * 1024 * 1024;

function cloneError(text) {
  return new Exception(text, 'DataCloneError');
}

/** The bytes of an array buffer, or those a view shows; undefined for anything else. */
function bytesOf(value) {
  if (isView(value)) {
    try {
      return new Bytes(bufferOfTyped(value), offsetOfTyped(value), lengthOfTyped(value));
    } catch (notTyped) {
      return new Bytes(bufferOfDataView(value), offsetOfDataView(value), lengthOfDataView(value));
    }
  }
  // Only the look-up of the length tells for sure, but it throws, and that is slow for each object.
  if (kindOf(value) !== '[object ArrayBuffer]') {
    return undefined;
  }
  try {
    lengthOfBuffer(value);
  } catch (notBuffer) {
    return undefined;
  }
  return new Bytes(value);
}

function pack(root) {
  let values = 0;
  let buffers = 0;
  let bytes = 0;
  let binary = '';

  // Objects on the way from the root are a chain {value, up}: a value met again in it is a cycle.
  function encode(value, chain, depth) {
    if (++values > MAX_VALUES) {
      throw cloneError('The message holds more than 1,000,000 values.');
    }
    switch (typeof value) {
      case 'undefined':
        return '{"t":"u"}';
      case 'boolean':
        return value ? 'true' : 'false';
      case 'string':
        return quote(value);
      case 'number':
        if (isFiniteNumber(value) && !sameValue(value, -0)) {
          return quote(value);
        }
        return '{"t":"n","v":"' + (sameValue(value, -0) ? '-0' : toText(value)) + '"}';
      case 'object':
        break;
      default:
        throw cloneError('A ' + typeof value + ' cannot be sent to a module.');
    }
    if (value === null) {
      return 'null';
    }
    let buffer;
    try {
      buffer = bytesOf(value);
    } catch (detached) {
      throw cloneError('An array buffer that was given away cannot be sent to a module.');
    }
    if (buffer !== undefined) {
      const length = lengthOfTyped(buffer);
      bytes += length;
      if (bytes > MAX_BYTES) {
        throw cloneError('The message holds more than 64 MiB of array buffers.');
      }
      binary += decodeBytes(byteDecoder, buffer);
      return '{"t":"b","n":' + length + ',"i":' + buffers++ + '}';
    }
    if (depth >= MAX_DEPTH) {
      throw cloneError('The message is nested deeper than 100 levels.');
    }
    for (let link = chain; link !== null; link = link.up) {
      if (link.value === value) {
        throw cloneError('The message refers to itself.');
      }
    }
    const here = { __proto__: null, value: value, up: chain };
    let text = '';
    if (isArray(value)) {
      const length = value.length;
      for (let i = 0; i < length; i++) {
        text += (i === 0 ? '' : ',') + encode(value[i], here, depth + 1);
      }
      return '[' + text + ']';
    }
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      text += (i === 0 ? '' : ',') + quote(key) + ':' + encode(value[key], here, depth + 1);
    }
    return '{"t":"o","v":{' + text + '}}';
  }

  const json = encode(root, null, 0);
  return json.length + '|' + json + binary;
}

function unpack(packed) {
  const bar = indexOf(packed, '|');
  const start = bar + 1;
  const end = start + toNumber(substring(packed, 0, bar));
  let position = end;

  // Buffers stand in the JSON in the order of their index, so that one walk finds their bytes.
  function decode(value) {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if (isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        value[i] = decode(value[i]); // an own element: no setter of a prototype is met
      }
      return value;
    }
    switch (value.t) {
      case 'u':
        return undefined;
      case 'n':
        return toNumber(value.v);
      case 'b': {
        const length = value.n;
        const bytes = new Bytes(length);
        // The direct call is compiled to a load, ten times as fast; a page may have replaced it.
        if (packed.charCodeAt === plainCharCodeAt) {
          for (let i = 0; i < length; i++) {
            bytes[i] = packed.charCodeAt(position + i);
          }
        } else {
          for (let i = 0; i < length; i++) {
            bytes[i] = charCodeAt(packed, position + i);
          }
        }
        position += length;
        return bufferOfTyped(bytes);
      }
      default: {
        const entries = value.v;
        const keys = keysOf(entries);
        for (let i = 0; i < keys.length; i++) {
          // JSON.parse makes "__proto__" an own property; so must this.
          define(entries, keys[i], {
            __proto__: null, value: decode(entries[keys[i]]),
            writable: true, enumerable: true, configurable: true,
          });
        }
        return entries;
      }
    }
  }

  return decode(parseJson(substring(packed, start, end)));
}
