// Sends what people do on a page to Tenure: docs/usage.md.
(() => {
  "use strict";
  const { src, dataset: set } = document.currentScript;
  const early = window.tenure;
  const isOff = "respectPrivacy" in set
    && (navigator.globalPrivacyControl || navigator.doNotTrack === "1");
  const target = (set.host || new URL(src).origin) + "/v1/batch";
  const most = 60000; // Browsers send no more than 64 KB of a page that goes away.

  // What storage refuses holds for this page.
  const memory = {};
  const keep = (name, value) => {
    memory[name] = value;
    try {
      isOff || localStorage.setItem("tenure_" + name, value);
    } catch {}
    return value;
  };
  const read = name => {
    try {
      return localStorage.getItem("tenure_" + name) || memory[name];
    } catch {
      return memory[name];
    }
  };
  const id = () => Array.from(crypto.getRandomValues(new Uint8Array(16)),
    byte => byte.toString(16).padStart(2, "0")).join("");

  let queue = [];
  let timer = 0;
  let isSending = false;
  let wait = 1000;

  const later = milliseconds => {
    clearTimeout(timer);
    timer = setTimeout(flush, milliseconds);
  };
  const add = (type, more) => {
    if (isOff) return;
    const event = {
      type, messageId: id(), anonymousId: read("anonymous") || keep("anonymous", id()),
      timestamp: new Date(), context: { library: { name: "tenure.js" } }, ...more,
    };
    const user = read("user");
    const group = read("group");
    if (user) event.userId = user;
    if (group) event.context.groupId = group;
    queue = [...queue, event].slice(-1000);
    if (!timer || queue.length === 50) later(queue.length < 50 ? 1500 : 0);
  };

  // As many events as fit into one request, and its body.
  const batch = () => {
    const texts = [];
    let bytes = 300;
    for (const event of queue.slice(0, 100)) {
      const text = JSON.stringify(event);
      bytes += new Blob([text]).size + 1;
      if (texts.length && bytes > most) break;
      texts.push(text);
    }
    const head = JSON.stringify({ writeKey: set.key, sentAt: new Date() }).slice(0, -1);
    return [queue.splice(0, texts.length), `${head},"batch":[${texts}]}`];
  };

  const flush = () => {
    timer = 0;
    if (isSending || !queue.length) return;
    const [events, body] = batch();
    isSending = true;
    // A text without cookies: no leave is asked first.
    fetch(target, {
      method: "POST", body, credentials: "omit", keepalive: body.length < most / 3,
    }).then(({ status }) => status === 429 || status > 499, () => true).then(isRefused => {
      isSending = false;
      if (isRefused) queue = [...events, ...queue];
      wait = isRefused ? Math.min(wait * 2, 60000) : 1000;
      if (queue.length) later(isRefused ? wait * (0.5 + Math.random()) : 0);
    });
  };

  // The time in which the page is in view.
  let since = 0;
  let seen = 0;
  const show = () => {
    if (!since && !document.hidden) since = performance.now();
  };
  const hide = () => {
    if (since) seen += performance.now() - since;
    since = 0;
    if (seen >= 500) api.track("Session Ended", { seconds: Math.round(seen / 1000) });
    if (seen >= 500) seen = 0;
    while (queue.length) {
      const [events, body] = batch();
      if (navigator.sendBeacon(target, body)) continue;
      queue = [...events, ...queue];
      return flush();
    }
  };

  let path;
  const look = () => {
    if (location.pathname === path) return;
    path = location.pathname;
    api.page();
  };

  const api = {
    identify(user, traits = {}) {
      if (user) keep("user", "" + user);
      add("identify", { traits });
    },
    group(group, traits = {}) {
      add("group", { groupId: keep("group", "" + group), traits });
    },
    track(event, properties = {}) {
      add("track", { event, properties });
    },
    page(name = "", more) {
      add("page", { name, properties: { path, title: document.title, ...more } });
    },
    reset() {
      for (const name of ["user", "group", "anonymous"]) keep(name, "");
    },
    flush,
    push([name, ...more]) {
      api[name](...more);
    },
  };
  window.tenure = api;

  const start = () => {
    for (const name of ["pushState", "replaceState"]) {
      const own = history[name];
      history[name] = (...more) => {
        own.apply(history, more);
        look();
      };
    }
    addEventListener("popstate", look);
    addEventListener("pagehide", hide);
    addEventListener("pageshow", event => {
      if (event.persisted) path = "";
      look();
      show();
    });
    document.addEventListener("visibilitychange", () => document.hidden ? hide() : show());
    path = location.pathname;
    // What was called before this script was there; whose page it is comes first.
    for (const call of early || []) api.push(call);
    api.page();
    show();
  };
  if (!isOff && document.prerendering)
    document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
