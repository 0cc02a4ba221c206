package org.halite.app.bench;

import java.util.Locale;

/** The benchmark's pages. Each says what it measured by a POST, and then sets {@code done}. */
enum Pages {
  /** Says that it is loaded. */
  EMPTY("onload = async () => { await say('loaded', ''); done = true; };"),

  /** Loads the module eleven times, one after the other; the first is not counted. */
  LOADS(
      """
      onload = async () => {
        const times = [];
        for (let i = 0; i < 11; i++) {
          await say('before-load', '');
          const begin = performance.now();
          const module = await load();
          times.push(performance.now() - begin);
          module.remove();
        }
        await say('times', times.slice(1).join(' '));
        done = true;
      };
      """),

  /** The same with time between, in which a spare process can get ready. */
  SPARE_LOADS(
      """
      onload = async () => {
        const times = [];
        for (let i = 0; i < 9; i++) {
          const begin = performance.now();
          const module = await load();
          times.push(performance.now() - begin);
          module.remove();
          await new Promise((resolve) => setTimeout(resolve, 2500));
        }
        await say('times', times.slice(1).join(' '));
        done = true;
      };
      """),

  /** The same with a module of 3 MB of text. */
  LARGE_LOADS(
      """
      onload = async () => {
        const times = [];
        for (let i = 0; i < 11; i++) {
          const begin = performance.now();
          const module = await load('large.nmf');
          times.push(performance.now() - begin);
          module.remove();
        }
        await say('times', times.slice(1).join(' '));
        done = true;
      };
      """),

  /** Posts messages of 64 bytes, each when the answer to the one before has come. */
  TALK(
      """
      onload = async () => {
        const module = await load();
        await say('measure', '');
        const message = 'm'.repeat(64);
        const batch = 10;
        const times = [];
        let left = 0;
        let begin = 0;
        let finish;
        around.addEventListener('message', () => {
          if (--left > 0) {
            module.postMessage(message);
          } else {
            times.push((performance.now() - begin) / batch);
            times.length < 700 ? start() : finish();
          }
        }, true);
        function start() {
          left = batch;
          begin = performance.now();
          module.postMessage(message);
        }
        await new Promise((resolve) => { finish = resolve; start(); });
        await say('times', times.slice(200).join(' '));
        done = true;
      };
      """);

  private static final String FRAME =
      """
      <!DOCTYPE html><meta charset="utf-8"><title>bench</title><div></div><script>
      let done = false;
      const around = document.querySelector('div');
      const say = (name, words) => fetch('/say/' + name, { method: 'POST', body: words });
      const fail = (words) => { say('words', 'failed: ' + words); done = true; };
      onerror = (words) => fail(words);
      onunhandledrejection = (event) => fail(String(event.reason));
      function load(manifest = 'hello.nmf') {
        return new Promise((resolve, reject) => {
          const module = document.createElement('embed');
          around.addEventListener('load', () => resolve(module), { capture: true, once: true });
          around.addEventListener('error', () => reject(module.lastError), { capture: true, once: true });
          module.type = 'application/x-nacl';
          module.setAttribute('src', manifest);
          around.append(module);
        });
      }
      %s
      </script>
      """;

  private final String script;

  Pages(String script) {
    this.script = script;
  }

  String file() {
    return name().toLowerCase(Locale.ROOT) + ".html";
  }

  String html() {
    return String.format(Locale.ROOT, FRAME, script);
  }
}
