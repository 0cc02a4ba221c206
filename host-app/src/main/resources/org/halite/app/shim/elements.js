// Module elements: which elements are modules, what they tell the browser and what it tells them.

const NATIVE = 'application/x-nacl';
const PORTABLE = 'application/x-pnacl';
const UNSENT = 0; // readyState, as in Chrome: 0 unsent, 1 opened, 3 loading, 4 done

const states = new WeakMap(); // element -> state, for as long as the page holds the element
const running = new Map(); // key -> state of the elements that the browser knows
let lastKey = 0;
let frame = ''; // the browser's name of this frame; '' before hello, null when it was refused
const MOST_EARLY = 4 << 20; // chars of what waits for the parser; more is told at once
let firstEarly = null;
let lastEarly = null;
let earlySize = 0;
let lent = null; // what the browser calls, visible only while it answers hello
let inbox = null; // the same, where it lays what it tells

function typeOf(element) {
  const name = localName(element);
  if (name !== 'embed' && name !== 'object') {
    return '';
  }
  const type = lowerCase(getAttribute(element, 'type') || '');
  return type === NATIVE || type === PORTABLE ? type : '';
}

/** The state of a module element, undefined for any other node. */
function stateOf(element) {
  let state = weakGet(states, element);
  if (state === undefined && typeOf(element) !== '') {
    state = { __proto__: null, element: element, key: 0, readyState: UNSENT, lastError: '',
      exitStatus: -1, waiting: null, lastWaiting: null, held: 0, picture: null, before: null, view: '', input: 0, source: '', type: '', warned: false };
    weakSet(states, element, state);
  }
  return state;
}

/** Whether it is in this document: one that was moved to another is the other shim's. */
function isHere(element) {
  return isConnected(element) && documentOf(element) === document;
}

function apiState(element) {
  try {
    return typeOf(element) === '' ? undefined : stateOf(element);
  } catch (notAnElement) {
    return undefined; // somebody reads the property of the prototype itself
  }
}

/**
 * The shim of the document that an element was moved to, whose properties are still those of the
 * document that it was made in; undefined when it was not moved, or to where no modules run.
 */
function shimElsewhere(element) {
  try {
    const there = documentOf(element);
    return there === document ? undefined : windowOfDocument(there).__halite;
  } catch (noWindow) {
    return undefined;
  }
}

/**
 * The manifest's URL: nacl, as in 2011, or src of an embed; data, or a param named src, of an
 * object. Where there is none, the nexes attribute of 2010 with its mark.
 */
function sourceOf(element) {
  const named = getAttribute(element, 'nacl');
  const source = named ? resolved(element, named) : plainSourceOf(element);
  const nexes = source === '' ? getAttribute(element, 'nexes') : null;
  return nexes ? 'nexes:' + nexes : source;
}

function resolved(element, reference) {
  try {
    return hrefOf(new Url(reference, baseOf(element)));
  } catch (notUrl) {
    return reference;
  }
}

function plainSourceOf(element) {
  if (localName(element) === 'embed') {
    return getAttribute(element, 'src') ? sourceOfEmbed(element) : '';
  }
  if (getAttribute(element, 'data')) {
    return sourceOfObject(element);
  }
  const params = querySelectorAll(element, 'param[name="src" i]');
  const value = lengthOfNodes(params) > 0 ? getAttribute(nodeAt(params, 0), 'value') : null;
  return value ? resolved(element, value) : '';
}

function pair(name, value) {
  return '[' + quote(lowerCase(name || '')) + ',' + quote(value || '') + ']';
}

/** Attributes and, of an object, its params: what DidCreate gets as argn and argv. */
function attributesAsJson(element) {
  const attributes = attributesOf(element);
  let text = '';
  for (let i = 0; i < lengthOfAttributes(attributes); i++) {
    const attribute = attributeAt(attributes, i);
    text += (text === '' ? '' : ',') + pair(nameOfAttribute(attribute), valueOfAttribute(attribute));
  }
  if (localName(element) === 'object') {
    const params = querySelectorAll(element, 'param');
    for (let i = 0; i < lengthOfNodes(params); i++) {
      const param = nodeAt(params, i);
      text += (text === '' ? '' : ',')
        + pair(getAttribute(param, 'name'), getAttribute(param, 'value'));
    }
  }
  return '[' + text + ']';
}

/** Makes this frame known to the browser, once, before its first element. */
function hello() {
  if (frame === '') {
    const proof = randomId();
    lent = inbox = { __proto__: null, proof: proof, deliver: deliver, kind: '', payload: '' };
    frame = host('hello', proof);
    lent = null;
  }
  return frame !== null;
}

function fail(state, text) {
  state.readyState = 4;
  state.lastError = text;
  dispatch(state.element, new Progress('error', { __proto__: null }));
  dispatch(state.element, new Progress('loadend', { __proto__: null }));
}

/** Starts a connected module element that is not running yet. */
function start(element) {
  const state = typeOf(element) === '' ? undefined : stateOf(element);
  if (state === undefined || state.key !== 0 || !isHere(element)) {
    return;
  }
  const source = sourceOf(element);
  if (source === '') {
    // A script may set src right after inserting the element: judge it one task later.
    if (!state.warned) {
      state.warned = true;
      later(function () {
        if (state.key === 0 && isHere(element) && sourceOf(element) === '') {
          fail(state, 'The element names no manifest: it needs a '
            + (localName(element) === 'embed' ? 'src' : 'data') + ' attribute.');
        }
      }, 0);
    }
    return;
  }
  state.readyState = UNSENT;
  state.lastError = '';
  state.exitStatus = -1;
  state.source = source;
  state.type = typeOf(element);
  state.key = ++lastKey;
  if (!hello()) {
    frame = '';
    later(function () {
      fail(state, 'This frame is sandboxed; modules need a frame without the sandbox attribute.');
    }, 0);
    return;
  }
  mapSet(running, state.key, state);
  state.view = viewOf(element);
  host('create', frame + ':' + state.key + '|{"type":' + quote(state.type) + ',"source":' + quote(source)
    + ',"origin":' + quote(documentOrigin) + ',' + state.view
    + ',"attributes":' + attributesAsJson(element) + '}');
  const key = state.key;
  later(function () { // else WebKit, which may be telling sizes just now, tells the page of a loop
    if (state.key === key) {
      observeSize(sizes, element);
    }
  }, 0);
  lookOften();
  for (let held = state.waiting; held !== null; held = held.next) {
    post(state, held.packed);
  }
  state.waiting = state.lastWaiting = null;
  state.held = 0;
}

function stop(state) {
  const key = state.key;
  if (key !== 0) {
    state.key = 0;
    state.input = 0;
    forgetInput(state);
    hidePicture(state);
    showCursor(state, '');
    fillScreen(state, false);
    mapDelete(running, key);
    unobserveSize(sizes, state.element);
    host('destroy', frame + ':' + key);
  }
}

function post(state, packed) {
  host('post', frame + ':' + state.key + '|' + packed);
}

/**
 * Called by the browser: something happened to an element's module. While the parser is at work the
 * scripts that listen may not have run, so what comes early waits for them, in order.
 */
function deliver(key) {
  const kind = inbox.kind;
  const payload = inbox.payload;
  inbox.payload = '';
  if (kind === 'views') { // zoom and the like changed: they are the same in CSS pixels
    mapForEach(running, function (state) { state.view = ''; });
    tellViews();
    return;
  }
  if (kind === 'input') {
    const wants = mapGet(running, key);
    if (wants !== undefined) {
      wants.input = toNumber(payload);
    }
    return;
  }
  if (kind === 'frame') { // no script hears of it
    const shows = mapGet(running, key);
    if (shows !== undefined) {
      showPicture(shows, payload);
    }
    return;
  }
  if (kind === 'cursor' || kind === 'fullscreen') {
    const wished = mapGet(running, key);
    if (wished !== undefined) {
      if (kind === 'cursor') {
        showCursor(wished, payload);
      } else {
        fillScreen(wished, payload === 'true');
      }
    }
    return;
  }
  if (firstEarly === null && documentState(document) !== 'loading') {
    tell(key, kind, payload);
    return;
  }
  const event = { __proto__: null, key: key, kind: kind, payload: payload, next: null };
  if (firstEarly === null) {
    firstEarly = event;
    // Later than the page's own listeners for the same event.
    listen(document, 'DOMContentLoaded', function () { later(tellEarly, 0); }, true);
  } else {
    lastEarly.next = event;
  }
  lastEarly = event;
  earlySize += payload.length + 100;
  if (earlySize > MOST_EARLY) {
    tellEarly();
  }
}

function tellEarly() {
  earlySize = 0;
  while (firstEarly !== null) {
    const event = firstEarly;
    firstEarly = event.next;
    tell(event.key, event.kind, event.payload);
  }
}

function tell(key, kind, payload) {
  const state = mapGet(running, key);
  if (state === undefined) {
    return;
  }
  if (kind === 'message') {
    const data = unpack(payload);
    const message = new Message('message', { __proto__: null, data: data });
    if (data === undefined) {
      define(message, 'data', { __proto__: null, value: undefined, enumerable: true }); // not null
    }
    dispatch(state.element, message);
    return;
  }
  const detail = parseJson(payload);
  state.readyState = detail.readyState;
  state.lastError = detail.lastError;
  state.exitStatus = detail.exitStatus;
  if (kind === 'exit') {
    return; // no event of its own: exitStatus is all a page sees
  }
  const event = new Progress(kind, { __proto__: null,
    lengthComputable: detail.lengthComputable, loaded: detail.loaded, total: detail.total });
  define(event, 'url', { __proto__: null, value: detail.url, enumerable: true });
  if (detail.backtrace !== undefined) {
    define(event, 'backtrace', { __proto__: null, value: detail.backtrace, enumerable: true }); // lines of text
  }
  dispatch(state.element, event);
}

function focusChanged(event) {
  const state = weakGet(states, event.target);
  if (state !== undefined && state.key !== 0) {
    host('focus', frame + ':' + state.key + '|' + (event.type === 'focusin'));
  }
}

/** Runs action on each module element in a subtree. */
function each(node, action) {
  if (nodeType(node) !== 1) {
    return;
  }
  if (typeOf(node) !== '') {
    action(node);
  }
  const nodes = querySelectorAll(node, 'embed,object');
  for (let i = 0; i < lengthOfNodes(nodes); i++) {
    action(nodeAt(nodes, i));
  }
}

function stopElement(element) {
  const state = weakGet(states, element);
  if (state !== undefined) {
    stop(state);
  }
}

/** An attribute changed: another type or manifest is another module. */
function attributeChanged(element) {
  const state = weakGet(states, element);
  if (state !== undefined && state.key !== 0
      && (typeOf(element) !== state.type || sourceOf(element) !== state.source)) {
    stop(state);
  }
  if (nodeType(element) === 1) {
    start(element);
  }
}

let policies = ''; // of meta elements, each in force for ever, with commas between them
let knownPolicies = ','; // the same with commas around them

/** A Content-Security-Policy in a meta element cannot be taken back by removing the element. */
function notePolicies(node) {
  if (nodeType(node) !== 1) {
    return;
  }
  if (localName(node) === 'meta') {
    notePolicy(node);
  }
  const metas = querySelectorAll(node, 'meta');
  for (let i = 0; i < lengthOfNodes(metas); i++) {
    notePolicy(nodeAt(metas, i));
  }
}

function notePolicy(meta) {
  const policy = getAttribute(meta, 'content');
  if (policy && lowerCase(getAttribute(meta, 'http-equiv') || '') === 'content-security-policy'
      && indexOf(knownPolicies, ',' + policy + ',') < 0) {
    knownPolicies += policy + ',';
    policies += (policies === '' ? '' : ',') + policy;
  }
}

function policiesNow() {
  const root = documentElement(document);
  if (root !== null) {
    notePolicies(root);
  }
  return policies;
}

function mutated(records) {
  for (let i = 0; i < records.length; i++) {
    if (targetOfRecord(records[i]) === document) {
      listenAgain(); // document.open() has taken all listeners away; who still listens does so once
    }
  }
  // Removals first: an element that was moved ends and starts again, as a plug-in does; one that
  // was inserted and moved before this ran starts once.
  for (let i = 0; i < records.length; i++) {
    const removed = removedByRecord(records[i]);
    for (let k = 0; k < lengthOfNodes(removed); k++) {
      notePolicies(nodeAt(removed, k));
      each(nodeAt(removed, k), stopElement);
    }
  }
  for (let i = 0; i < records.length; i++) {
    if (typeOfRecord(records[i]) === 'attributes') {
      attributeChanged(targetOfRecord(records[i]));
    }
    const added = addedByRecord(records[i]);
    for (let k = 0; k < lengthOfNodes(added); k++) {
      notePolicies(nodeAt(added, k));
      each(nodeAt(added, k), start);
    }
  }
}

/** Looks at the whole document again: ends what is gone, starts what is new. */
function rescan() {
  mapForEach(running, function (state) {
    if (!isHere(state.element)) {
      stop(state);
    }
  });
  const root = documentElement(document);
  if (root !== null) {
    each(root, start);
  }
}

// Observers call nobody any more when the document that they were made in is gone.
let observed = null; // document
let mutations = null;
let sizes = null;

/** Begins to watch the document; again when the window has got another one (initial about:blank). */
function observe() {
  if (observed !== document) {
    observed = document;
    mutations = new Mutations(mutated);
    sizes = new Sizes(tellViews);
  }
  policiesNow(); // the parser may have come to the first script already, and what it does is unseen
  observeMutations(mutations, document, { __proto__: null, childList: true, subtree: true,
    attributes: true, attributeFilter: ['type', 'src', 'data', 'nacl', 'nexes'] });
  listenAgain();
}

function listenAgain() {
  listen(document, 'DOMContentLoaded', rescan, true);
  observeInput();
  listen(document, 'scroll', tellViews, true);
  listen(document, 'visibilitychange', tellViews, true);
  listen(window, 'resize', tellViews, true);
  listen(window, 'pagehide', leave, true);
  listen(document, 'focusin', focusChanged, true);
  listen(document, 'focusout', focusChanged, true);
}

function watch() {
  observe();
  rescan();
}

function postMessage(message) {
  const state = apiState(this);
  if (state === undefined) {
    throw new TypeError('postMessage needs an element of type ' + NATIVE);
  }
  const packed = pack(message);
  start(state.element);
  if (state.key !== 0) {
    post(state, packed);
    return;
  }
  // Not in a document yet: kept until it is.
  if (++state.held > 4096) {
    throw new Exception('4096 messages wait for an element that is in no document.',
      'QuotaExceededError');
  }
  const held = { __proto__: null, packed: packed, next: null };
  if (state.lastWaiting === null) {
    state.waiting = held;
  } else {
    state.lastWaiting.next = held;
  }
  state.lastWaiting = held;
}

/** Waits for what the module's PPP_MessageHandler answers. */
function postMessageAndAwaitResponse(message) {
  const state = apiState(this);
  if (state === undefined) {
    throw new TypeError('postMessageAndAwaitResponse needs an element of type ' + NATIVE);
  }
  if (arguments.length !== 1) {
    throw new TypeError('postMessageAndAwaitResponse requires one argument');
  }
  const packed = pack(message);
  start(state.element);
  const answer = state.key === 0 ? '' : host('ask', frame + ':' + state.key + '|' + packed);
  if (answer && answer[0] === '=') {
    return unpack(substring(answer, 1));
  }
  throw new Failure('postMessageAndAwaitResponse: '
    + (answer ? substring(answer, 1) : 'the element runs no module') + '.');
}

const api = { __proto__: null,
  readyState: (state) => state.readyState,
  lastError: (state) => state.lastError,
  exitStatus: (state) => state.exitStatus,
  postMessage: () => postMessage,
  postMessageAndAwaitResponse: () => postMessageAndAwaitResponse };

/** What a module element has under one of these names. */
function propertyOf(element, name) {
  const state = apiState(element);
  return state === undefined || api[name] === undefined ? undefined : api[name](state);
}

function accessor(name) {
  return {
    __proto__: null, configurable: true, enumerable: true,
    get: function () {
      const there = shimElsewhere(this);
      return there === undefined ? propertyOf(this, name) : there.property(this, name);
    },
  };
}

function installApi(prototype) {
  const names = keysOf(api);
  for (let i = 0; i < names.length; i++) {
    define(prototype, names[i], accessor(names[i]));
  }
}
