// The browser runs the shim again when a window lives on with another document, and to reach
// frames whose pages have no script. __halite is what it then finds. A page may call it too:
// watch() only looks at the document again, lend() gives the page nothing, for it never runs while
// hello waits for the browser, id is no secret, at says what lies where in its own document, property is what
// elements have anyway, policies are those of its own meta elements, origin is its own, fill only gives a style to
// an element of its own, and json is only JSON.stringify.

define(window, '__halite', {
  __proto__: null,
  value: Object.freeze({
    __proto__: null,
    watch: watch,
    lend: function () { return lent; },
    id: randomId(),
    policies: policiesNow,
    at: whatIsAt,
    property: propertyOf,
    origin: documentOrigin,
    fill: fillFrame,
    json: function (value) { return quote(value) || 'null'; },
  }),
});
installApi(HTMLEmbedElement.prototype);
installApi(HTMLObjectElement.prototype);
installNavigator();
// A window that a parent touched early lives on with the document that is loaded into it.
listen(window, 'load', watch, true);
observe();
// A window made late finds a whole document, but it may be made while another frame says hello:
// elements must not start inside of that, frame within frame within frame.
later(rescan, 0);
