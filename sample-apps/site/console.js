// An interpreter's console: what the module prints is the scrollback, a line that is entered is its input.
'use strict';

const MOST_KEPT = 2000; // pieces of the scrollback
const entered = []; // lines
let at = 0; // place in it
let unfinished = ''; // what was printed since the last line's end: the prompt, if nothing follows

/** Shows a piece of text, without what colours terminals. A last line that was not ended is shown before the input. */
function show(text, className) {
  const scrollback = byId('scrollback');
  const whole = unfinished + text.replace(/\x1b\[[0-9;]*m/g, '');
  const end = whole.lastIndexOf('\n') + 1;
  unfinished = whole.slice(end);
  byId('prompt').textContent = unfinished;
  if (end > 0) {
    scrollback.append(element('span', className, whole.slice(0, end)));
  }
  while (scrollback.childNodes.length > MOST_KEPT) {
    scrollback.firstChild.remove();
  }
  byId('console').scrollTop = byId('console').scrollHeight;
}

/** Gives the module a line, and shows it behind the prompt. */
function enter(line) {
  byId('scrollback').append(element('span', 'prompt', unfinished));
  unfinished = '';
  show(line + '\n', 'typed');
  if (line !== '' && entered[entered.length - 1] !== line) {
    entered.push(line);
  }
  at = entered.length;
  byId('module').postMessage(line + '\n');
}

/** The prompt and the scrollback as one text. */
function consoleText() {
  return byId('scrollback').textContent + unfinished;
}

function leaf(step) {
  at = Math.min(Math.max(at + step, 0), entered.length);
  byId('input').value = at < entered.length ? entered[at] : '';
}

byId('line').addEventListener('submit', (event) => {
  event.preventDefault();
  enter(byId('input').value);
  byId('input').value = '';
});
byId('input').addEventListener('keydown', (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) {
    event.preventDefault();
    leaf(step);
  }
});
byId('examples').addEventListener('click', (event) => {
  if (event.target.tagName === 'BUTTON' && !byId('input').disabled) {
    event.target.textContent.split('\n').forEach(enter);
    byId('input').focus();
  }
});
watchModule(byId('listener'), {
  load: () => { byId('input').disabled = false; byId('input').focus(); },
  crash: () => { byId('input').disabled = true; },
  message: (event) => {
    if (event.data.stdout) show(event.data.stdout, '');
    if (event.data.stderr) show(event.data.stderr, 'error');
    if ('exit' in event.data) show('\nThe program ended with status ' + event.data.exit + '.\n', 'end');
  },
});
