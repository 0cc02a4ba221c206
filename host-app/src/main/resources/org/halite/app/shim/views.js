// Where elements lie and what of them can be seen, in CSS pixels of their frame. Told when it has
// changed; looked at when the page scrolls or changes its size, and now and then, since a page can
// move an element in more ways than it has events.

const LOOK_MILLIS = 100;
let looking = false;

function pixelsOf(style, property) {
  const number = parseNumber(getStyle(style, property));
  return isFiniteNumber(number) ? number : 0;
}

/** The content box of an element: what a module is given of it. */
function contentBox(element) {
  const bounds = boundsOf(element);
  if (widthOf(bounds) === 0 && heightOf(bounds) === 0) { // not shown at all
    return { __proto__: null, x: 0, y: 0, width: 0, height: 0 };
  }
  const style = computedStyle(element);
  const left = clientLeft(element) + pixelsOf(style, 'padding-left');
  const top = clientTop(element) + pixelsOf(style, 'padding-top');
  const right = pixelsOf(style, 'border-right-width') + pixelsOf(style, 'padding-right');
  const bottom = pixelsOf(style, 'border-bottom-width') + pixelsOf(style, 'padding-bottom');
  return { __proto__: null, x: xOf(bounds) + left, y: yOf(bounds) + top,
    width: largest(widthOf(bounds) - left - right, 0),
    height: largest(heightOf(bounds) - top - bottom, 0) };
}

/** Cuts box down to what lies between two edges of each direction. */
function cut(box, left, top, right, bottom) {
  const x = largest(box.x, left);
  const y = largest(box.y, top);
  box.width = largest(smallest(box.x + box.width, right) - x, 0);
  box.height = largest(smallest(box.y + box.height, bottom) - y, 0);
  box.x = x;
  box.y = y;
}

/** What can be seen of a box of an element: not what ancestors or the window cut off. */
function seenOf(element, box) {
  const seen = { __proto__: null, x: box.x, y: box.y, width: box.width, height: box.height };
  const root = documentElement(document);
  for (let at = parentOf(element); at !== null && at !== root; at = parentOf(at)) {
    if (getStyle(computedStyle(at), 'overflow') !== 'visible') {
      const bounds = boundsOf(at);
      const x = xOf(bounds) + clientLeft(at);
      const y = yOf(bounds) + clientTop(at);
      cut(seen, x, y, x + clientWidth(at), y + clientHeight(at));
    }
  }
  cut(seen, 0, 0, window.innerWidth, window.innerHeight);
  return seen;
}

function viewOf(element) {
  const box = contentBox(element);
  const seen = seenOf(element, box);
  return '"x":' + box.x + ',"y":' + box.y + ',"width":' + box.width + ',"height":' + box.height
    + ',"clip":[' + (seen.x - box.x) + ',' + (seen.y - box.y) + ',' + seen.width + ',' + seen.height
    + '],"visible":' + (visibilityOf(document) === 'visible')
    + ',"scrollX":' + toNumber(window.pageXOffset) + ',"scrollY":' + toNumber(window.pageYOffset);
}

/** Tells of each element's view that has changed. */
function tellViews() {
  mapForEach(running, function (state) {
    const view = viewOf(state.element);
    if (view !== state.view) {
      state.view = view;
      host('view', frame + ':' + state.key + '|{' + view + '}');
    }
  });
}

function lookOften() {
  if (!looking) {
    looking = true;
    later(function () {
      looking = false;
      if (sizeOfMap(running) > 0) {
        tellViews();
        lookOften();
      }
    }, LOOK_MILLIS);
  }
}
