// Input for modules. Like a plug-in's, it comes after the page's own listeners: what they prevented, the
// module does not get, and what the module takes or handles has no further effect in the page. Only
// what a person does counts: events made by scripts are the page's own.

const CLASS_MOUSE = 1;
const CLASS_KEYBOARD = 2;
const CLASS_WHEEL = 4;
const MOUSE_TYPES = { __proto__: null, mousedown: 0, mouseup: 1, mousemove: 2, contextmenu: 10 };
const BUTTON_BITS = [1, 4, 2];
const MOUSE_ENTER = 3;
const MOUSE_LEAVE = 4;
const WHEEL = 5;
const KEY_DOWN = 7;
const KEY_UP = 8;
const NOTCH = 40; // pixels by which WebKit scrolls for one notch of a wheel
const LINE = 16; // and for a line, where it counts in lines
let captured = null; // the element where a button went down, until all are up
let held = 0; // buttons that are down, as in MouseEvent.buttons, which WebKit leaves 0 in movements
let hovered = null;
let lastX = 0;
let lastY = 0;

function runningAt(node) {
  const state = node === null || node === undefined ? undefined : weakGet(states, node);
  return state !== undefined && state.key !== 0 ? state : null;
}

function forgetInput(state) {
  captured = captured === state ? null : captured;
  hovered = hovered === state ? null : hovered;
}

function modifiersOf(source, event) {
  return (source.shiftKey(event) ? 1 : 0) | (source.ctrlKey(event) ? 2 : 0)
    | (source.altKey(event) ? 4 : 0) | (source.metaKey(event) ? 8 : 0);
}

/** The buttons that are down: 1 left, 2 right, 4 middle in the page, other bits in a module. */
function buttonModifiers(buttons) {
  return (buttons & 1 ? 64 : 0) | (buttons & 4 ? 128 : 0) | (buttons & 2 ? 256 : 0);
}

/** Sends an event; true when it is to have no further effect. */
function give(state, text) {
  return host('input', frame + ':' + state.key + '|{' + text + '}') === 'true';
}

function place(state, event) {
  const box = contentBox(state.element);
  return ',"x":' + (mouse.clientX(event) - box.x) + ',"y":' + (mouse.clientY(event) - box.y);
}

function giveMouse(state, event, type, button, clicks, moved) {
  if ((state.input & CLASS_MOUSE) === 0) {
    return false;
  }
  const modifiers = modifiersOf(mouse, event) | buttonModifiers(held);
  const movement = moved
    ? ',"movementX":' + (mouse.screenX(event) - lastX) + ',"movementY":' + (mouse.screenY(event) - lastY)
    : '';
  return give(state, '"type":' + type + ',"modifiers":' + modifiers + ',"button":' + button
    + ',"clicks":' + clicks + place(state, event) + movement);
}

function heldButton(buttons) {
  return buttons & 1 ? 0 : buttons & 4 ? 1 : buttons & 2 ? 2 : -1;
}

function mouseHappened(event) {
  if (!isTrusted(event)) {
    return;
  }
  const name = typeOfEvent(event);
  const bit = BUTTON_BITS[mouse.button(event)] || 0;
  held = name === 'mousedown' ? held | bit : name === 'mouseup' ? held & ~bit : held;
  const under = runningAt(targetOf(event));
  const move = name === 'mousemove';
  const state = captured !== null && (move || name === 'mouseup') ? captured : under;
  if (state !== null && !wasPrevented(event)) {
    const button = move ? heldButton(held) : mouse.button(event);
    const clicks = move || name === 'contextmenu' ? 0 : detailOf(event);
    if (giveMouse(state, event, MOUSE_TYPES[name], button, clicks, move)) {
      preventDefault(event);
      if (name === 'mousedown') {
        focusElement(state.element); // which would have been the default
      }
    }
  }
  if (name === 'mousedown' && under !== null) {
    captured = under;
  }
  if (captured !== null && held === 0) {
    captured = null;
    cross(event, under); // what it was not told while it had the pointer
  }
  if (move) {
    lastX = mouse.screenX(event);
    lastY = mouse.screenY(event);
  }
}

/** The pointer came to an element, or went. */
function pointerCrossed(event) {
  if (!isTrusted(event)) {
    return;
  }
  const over = typeOfEvent(event) === 'mouseover';
  cross(event, over ? runningAt(targetOf(event)) : runningAt(mouse.relatedTarget(event)));
}

function cross(event, now) {
  if (now === hovered || captured !== null) {
    return;
  }
  if (hovered !== null) {
    giveMouse(hovered, event, MOUSE_LEAVE, -1, 0, false);
  }
  hovered = now;
  if (now !== null) {
    giveMouse(now, event, MOUSE_ENTER, -1, 0, false);
  }
}

function wheelTurned(event) {
  const state = runningAt(targetOf(event));
  if (state === null || (state.input & CLASS_WHEEL) === 0 || !isTrusted(event)
      || wasPrevented(event)) {
    return;
  }
  // Modules count upwards, pages downwards.
  const unit = wheel.deltaMode(event) === 0 ? 1 : LINE;
  const x = -wheel.deltaX(event) * unit;
  const y = -wheel.deltaY(event) * unit;
  const modifiers = modifiersOf(mouse, event) | buttonModifiers(held);
  if (give(state, '"type":' + WHEEL + ',"modifiers":' + modifiers + ',"deltaX":' + x
      + ',"deltaY":' + y + ',"ticksX":' + x / NOTCH + ',"ticksY":' + y / NOTCH + place(state, event))) {
    preventDefault(event);
  }
}

function keyHappened(event) {
  const state = runningAt(targetOf(event));
  if (state === null || (state.input & CLASS_KEYBOARD) === 0 || !isTrusted(event)
      || wasPrevented(event)) {
    return;
  }
  if (give(state, '"type":' + (typeOfEvent(event) === 'keydown' ? KEY_DOWN : KEY_UP)
      + ',"modifiers":' + modifiersOf(keyboard, event) + ',"keyCode":' + keyboard.keyCode(event))) {
    preventDefault(event);
  }
}

/**
 * What is topmost at a point of this window: "module" and its key, "frame" and its number, or
 * nothing; and the point from the corner of that, in CSS pixels.
 */
function whatIsAt(x, y) {
  const node = elementAt(document, toNumber(x), toNumber(y));
  if (node === null) {
    return '';
  }
  const state = runningAt(node);
  let found = state === null ? '' : 'module,' + state.key;
  if (localName(node) === 'iframe') {
    const inside = windowOfFrame(node);
    for (let i = 0; i < window.length && found === ''; i++) {
      if (window[i] === inside) {
        found = 'frame,' + i;
      }
    }
  }
  const box = contentBox(node);
  return found === '' ? '' : found + ',' + (x - box.x) + ',' + (y - box.y);
}

function observeInput() {
  listen(window, 'mousedown', mouseHappened, false);
  listen(window, 'mouseup', mouseHappened, false);
  listen(window, 'mousemove', mouseHappened, false);
  listen(window, 'contextmenu', mouseHappened, false);
  listen(window, 'mouseover', pointerCrossed, false);
  listen(window, 'mouseout', pointerCrossed, false);
  listen(window, 'wheel', wheelTurned, { __proto__: null, capture: false, passive: false });
  listen(window, 'keydown', keyHappened, false);
  listen(window, 'keyup', keyHappened, false);
}
