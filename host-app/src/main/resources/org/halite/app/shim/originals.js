// The shim's parts are joined in the order of PageShim.PARTS inside one strict function that gets
// (secret). They run before any script of the page, in every frame.
//
// The page is hostile and may replace anything it can reach later: JSON, prototypes, constructors.
// So everything the shim uses is taken here, once, and called without looking anything up on an
// object of the page. Descriptors and dictionaries have no prototype for the same reason, and
// arrays are never pushed to (a setter on Array.prototype would see it).

const uncurry = Function.prototype.bind.bind(Function.prototype.call);
const getterOf = (prototype, name) =>
  uncurry(Object.getOwnPropertyDescriptor(prototype, name).get);

function getters(prototype, names) {
  const all = { __proto__: null };
  for (let i = 0; i < names.length; i++) {
    all[names[i]] = getterOf(prototype, names[i]);
  }
  return all;
}

/** isTrusted cannot be replaced: each event has its own, or all have the prototype's. */
function trustedGetter() {
  const inherited = Object.getOwnPropertyDescriptor(Event.prototype, 'isTrusted');
  return inherited === undefined
    ? function (event) { return event.isTrusted === true; }
    : Function.prototype.bind.call(Function.prototype.call, inherited.get);
}

const promptOfWindow = window.prompt;
const apply = Reflect.apply;
const quote = JSON.stringify;
const parseJson = JSON.parse;
const keysOf = Object.keys;
const define = Object.defineProperty;
const kindOf = uncurry(Object.prototype.toString);
const isArray = Array.isArray;
const isFiniteNumber = Number.isFinite;
const sameValue = Object.is;
const toNumber = Number;
const toText = String;
const largest = Math.max;
const smallest = Math.min;
const parseNumber = parseFloat;
const fillRandom = crypto.getRandomValues.bind(crypto);
const later = window.setTimeout.bind(window);

const plainCharCodeAt = String.prototype.charCodeAt;
const charCodeAt = uncurry(plainCharCodeAt);
const substring = uncurry(String.prototype.substring);
const indexOf = uncurry(String.prototype.indexOf);
const lowerCase = uncurry(String.prototype.toLowerCase);

const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const isView = ArrayBuffer.isView;
const lengthOfBuffer = getterOf(ArrayBuffer.prototype, 'byteLength');
const bufferOfTyped = getterOf(typedArray, 'buffer');
const offsetOfTyped = getterOf(typedArray, 'byteOffset');
const lengthOfTyped = getterOf(typedArray, 'byteLength');
const bufferOfDataView = getterOf(DataView.prototype, 'buffer');
const offsetOfDataView = getterOf(DataView.prototype, 'byteOffset');
const lengthOfDataView = getterOf(DataView.prototype, 'byteLength');
const Bytes = Uint8Array;
const Words = Uint32Array;
// One byte becomes one char and nothing is ever malformed in this encoding; 0x80-0xff arrive as
// U+F780-U+F7FF and the browser masks them.
const byteDecoder = new TextDecoder('x-user-defined');
const decodeBytes = uncurry(TextDecoder.prototype.decode);

const Exception = DOMException;
const Failure = Error;
const Progress = ProgressEvent;
const Message = MessageEvent;
const Pairs = Map;
const mapGet = uncurry(Map.prototype.get);
const mapSet = uncurry(Map.prototype.set);
const mapDelete = uncurry(Map.prototype.delete);
const sizeOfMap = getterOf(Map.prototype, 'size');
const mapForEach = uncurry(Map.prototype.forEach);
const weakGet = uncurry(WeakMap.prototype.get);
const weakSet = uncurry(WeakMap.prototype.set);

const dispatch = uncurry(EventTarget.prototype.dispatchEvent);
const listen = uncurry(EventTarget.prototype.addEventListener);
const isConnected = getterOf(Node.prototype, 'isConnected');
const nodeType = getterOf(Node.prototype, 'nodeType');
const documentOf = getterOf(Node.prototype, 'ownerDocument');
const windowOfDocument = getterOf(Document.prototype, 'defaultView');
const localName = getterOf(Element.prototype, 'localName');
const getAttribute = uncurry(Element.prototype.getAttribute);
const attributesOf = getterOf(Element.prototype, 'attributes');
const lengthOfAttributes = getterOf(NamedNodeMap.prototype, 'length');
const attributeAt = uncurry(NamedNodeMap.prototype.item);
const nameOfAttribute = getterOf(Attr.prototype, 'name');
const valueOfAttribute = getterOf(Attr.prototype, 'value');
const querySelectorAll = uncurry(Element.prototype.querySelectorAll);
const lengthOfNodes = getterOf(NodeList.prototype, 'length');
const nodeAt = uncurry(NodeList.prototype.item);
const boundsOf = uncurry(Element.prototype.getBoundingClientRect);
const xOf = getterOf(DOMRectReadOnly.prototype, 'x');
const yOf = getterOf(DOMRectReadOnly.prototype, 'y');
const widthOf = getterOf(DOMRectReadOnly.prototype, 'width');
const heightOf = getterOf(DOMRectReadOnly.prototype, 'height');
const clientLeft = getterOf(Element.prototype, 'clientLeft');
const clientTop = getterOf(Element.prototype, 'clientTop');
const clientWidth = getterOf(Element.prototype, 'clientWidth');
const clientHeight = getterOf(Element.prototype, 'clientHeight');
const parentOf = getterOf(Node.prototype, 'parentElement');
const visibilityOf = getterOf(Document.prototype, 'visibilityState');
const computedStyle = window.getComputedStyle.bind(window);
const sourceOfEmbed = getterOf(HTMLEmbedElement.prototype, 'src');
const sourceOfObject = getterOf(HTMLObjectElement.prototype, 'data');
const baseOf = getterOf(Node.prototype, 'baseURI');
const Url = URL;
const hrefOf = getterOf(URL.prototype, 'href');
const elementAt = uncurry(Document.prototype.elementFromPoint);
const windowOfFrame = getterOf(HTMLIFrameElement.prototype, 'contentWindow');
const documentElement = getterOf(Document.prototype, 'documentElement');
const documentState = getterOf(Document.prototype, 'readyState');
const createElement = uncurry(Document.prototype.createElement);
const cssCanvas = uncurry(Document.prototype.getCSSCanvasContext);
const styleOf = getterOf(HTMLElement.prototype, 'style');
const getStyle = uncurry(CSSStyleDeclaration.prototype.getPropertyValue);
const setStyle = uncurry(CSSStyleDeclaration.prototype.setProperty);
const removeStyle = uncurry(CSSStyleDeclaration.prototype.removeProperty);
const setSource = uncurry(Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'src').set);
const loadMedia = uncurry(HTMLMediaElement.prototype.load);
const stateOfMedia = getterOf(HTMLMediaElement.prototype, 'readyState');
const drawImage = uncurry(CanvasRenderingContext2D.prototype.drawImage);
const clearRect = uncurry(CanvasRenderingContext2D.prototype.clearRect);
const focusElement = uncurry(HTMLElement.prototype.focus);
const typeOfEvent = getterOf(Event.prototype, 'type');
const targetOf = getterOf(Event.prototype, 'target');
const wasPrevented = getterOf(Event.prototype, 'defaultPrevented');
const isTrusted = trustedGetter();
const preventDefault = uncurry(Event.prototype.preventDefault);
const mouse = getters(MouseEvent.prototype, ['clientX', 'clientY', 'screenX', 'screenY', 'button',
  'buttons', 'shiftKey', 'ctrlKey', 'altKey', 'metaKey', 'relatedTarget']);
const keyboard = getters(KeyboardEvent.prototype,
  ['keyCode', 'shiftKey', 'ctrlKey', 'altKey', 'metaKey']);
const wheel = getters(WheelEvent.prototype, ['deltaX', 'deltaY', 'deltaMode']);
const detailOf = getterOf(UIEvent.prototype, 'detail');
const Mutations = MutationObserver;
const observeMutations = uncurry(MutationObserver.prototype.observe);
const typeOfRecord = getterOf(MutationRecord.prototype, 'type');
const targetOfRecord = getterOf(MutationRecord.prototype, 'target');
const addedByRecord = getterOf(MutationRecord.prototype, 'addedNodes');
const removedByRecord = getterOf(MutationRecord.prototype, 'removedNodes');
const Sizes = ResizeObserver;
const observeSize = uncurry(ResizeObserver.prototype.observe);
const unobserveSize = uncurry(ResizeObserver.prototype.unobserve);

// The origin this document really has, before a page can replace window.origin.
const documentOrigin = window.origin;

/** 128 random bits as text. */
function randomId() {
  const words = fillRandom(new Words(4));
  return words[0] + '-' + words[1] + '-' + words[2] + '-' + words[3];
}

/** A document on its way out: the browser hears that by itself, and WebKit refuses prompts. */
let leaving = null;

function leave(event) {
  leaving = isTrusted(event) ? document : leaving;
}

/** Asks the browser. Null in a sandboxed frame without modals and while the page unloads. */
function host(operation, payload) {
  return leaving === document ? null
    : apply(promptOfWindow, window, ['\u0001halite:' + secret + ':' + operation, payload]);
}
