// Keeps what a div around the modules hears, as lines in window.heard.
var heard = [];
function describe(value) {
  var kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'ArrayBuffer' ? kind + '[' + new Uint8Array(value) + ']'
    : kind + ' ' + JSON.stringify(value);
}
function listenTo(div) {
  ['loadstart', 'progress', 'load', 'error', 'abort', 'loadend', 'crash', 'message'].forEach(
    function (name) {
      div.addEventListener(name, function (e) {
        var line = name + ' ' + (e.target.id || '?') + ' ' + e.target.readyState;
        if (name === 'progress') {
          line += ' ' + e.lengthComputable + ' ' + e.loaded + '/' + e.total + ' '
            + e.url.replace(/.*\//, '');
        }
        if (name === 'message') {
          line += ' ' + describe(e.data);
        }
        if (name === 'error' || name === 'crash') {
          line += ' ' + e.target.exitStatus + ' ' + e.target.lastError;
        }
        heard.push(line);
      }, true);
    });
}
