// What each sample's page does with its module: shows how it fares, and hands on what it says.
'use strict';

const byId = (id) => document.getElementById(id);

const FATES = {
  loadstart: ['starting', '', 'The manifest and the module are being fetched.'],
  load: ['running', 'good', 'It was checked, and runs in a process of its own.'],
  error: ['refused', 'bad'],
  abort: ['ended', '', 'Its element was taken away.'],
  crash: ['ended', 'bad'],
};

/**
 * Shows in #status and #why how the module inside of an element fares.
 *
 * actions: functions by the name of an event, called with the event and the module. A data-missing
 * attribute of the element says what to do where the module is not there yet.
 */
function watchModule(around, actions) {
  for (const kind of ['loadstart', 'load', 'error', 'abort', 'crash', 'message']) {
    // Listeners on the surrounding element capture the events of the module inside.
    around.addEventListener(kind, (event) => {
      const fate = FATES[kind];
      if (fate && byId('status')) {
        const missing = kind === 'error' ? around.dataset.missing : '';
        byId('status').textContent = fate[0];
        byId('status').className = 'chip ' + fate[1];
        byId('why').textContent = fate[2] || event.target.lastError + (missing ? ' ' + missing : '');
      }
      if (actions[kind]) {
        actions[kind](event, event.target);
      }
    }, true);
  }
}

/** A function that takes pieces of text and calls line() for each whole line. */
function inLines(line) {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    lines.forEach(line);
  };
}

/** A parameter of the page's address, as a whole number within bounds. */
function wholeNumber(name, least, most, otherwise) {
  const value = Number(new URLSearchParams(location.search).get(name) || otherwise);
  return Number.isInteger(value) && value >= least && value <= most ? value : otherwise;
}

/** An element with a class and a text. */
function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
