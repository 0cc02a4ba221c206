// What modules ask of the window: how the pointer looks, and that an element fills the screen. The
// browser judges both; no script of the page hears of it.

// No shorthands: what a page wrote of one side only could not be put back.
const FILLING = [['position', 'fixed'], ['left', '0'], ['top', '0'], ['right', 'auto'], ['bottom', 'auto'],
  ['width', '100vw'], ['height', '100vh'], ['min-width', '0'], ['min-height', '0'], ['max-width', 'none'],
  ['max-height', 'none'], ['margin-left', '0'], ['margin-top', '0'], ['margin-right', '0'],
  ['margin-bottom', '0'], ['padding-left', '0'], ['padding-top', '0'], ['padding-right', '0'],
  ['padding-bottom', '0'], ['border-left-width', '0'], ['border-top-width', '0'],
  ['border-right-width', '0'], ['border-bottom-width', '0'], ['transform', 'none'],
  ['visibility', 'visible'], ['opacity', '1'], ['display', 'block'], ['clip', 'auto'],
  ['z-index', '2147483647']];

function showCursor(state, css) {
  const style = styleOf(state.element);
  if (css === '') {
    removeStyle(style, 'cursor');
  } else {
    setStyle(style, 'cursor', css, 'important');
  }
}

const filledFrames = new WeakMap();

/** Makes the element of a frame as large as the window, for what fills the screen in the frame. */
function fillFrame(element, fills) {
  let state = weakGet(filledFrames, element);
  if (state === undefined) {
    state = { __proto__: null, element: element, before: null, view: '' };
    weakSet(filledFrames, element, state);
  }
  fillScreen(state, fills);
}

/** Makes an element as large as the window, or as it was. */
function fillScreen(state, fills) {
  const style = styleOf(state.element);
  if (fills === (state.before !== null)) {
    return;
  }
  const before = fills ? { __proto__: null } : state.before;
  for (let i = 0; i < FILLING.length; i++) {
    const name = FILLING[i][0];
    if (fills) {
      before[name] = getStyle(style, name);
      setStyle(style, name, FILLING[i][1], 'important');
    } else {
      removeStyle(style, name);
      if (before[name] !== '') {
        setStyle(style, name, before[name], '');
      }
    }
  }
  state.before = fills ? before : null;
  state.view = '';
  tellViews();
}
