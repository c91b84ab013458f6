// The form of offers and needs, while somebody writes. All of it is an addition: without script the buttons do the same.
"use strict";
(() => {
  const PREFIX = "tcdc-writing:";
  const SENT = "tcdc-sent";
  const KEPT_FOR = 7 * 24 * 3600 * 1000;
  const LIVE_AFTER = 1200, SAVE_AFTER = 4000, SAVE_AT_MOST_EVERY = 10000, TRY_AGAIN = 8000;
  const OWN = new Set(["csrf", "writer", "version", "base", "kept", "do"]);
  const form = document.getElementById("writing");
  const state = document.getElementById("state");

  // What this browser keeps may be forbidden, full or damaged: then the server's copy is what counts.
  function tried(what) {
    try { return what(); } catch (error) { return null; }
  }
  const drop = (key) => tried(() => localStorage.removeItem(key));

  // The text that was sent has arrived when its title stands on the page that follows.
  function landed(title) {
    const sent = tried(() => JSON.parse(sessionStorage.getItem(SENT)));
    if (!sent || sent.title !== title.trim()) return;
    drop(sent.key);
    tried(() => sessionStorage.removeItem(SENT));
  }

  if (!form) {
    landed(document.querySelector("h1").textContent);
    return;
  }

  const say = form.dataset;
  const key = () => PREFIX + say.key;
  const hidden = (name) => form.elements.namedItem(name);
  const fields = () => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  const text = () => JSON.stringify(fields());
  const tell = (words) => { state.textContent = words; };
  let saved = text(), saving = null, lastSave = 0, asked = 0, stopped = false, liveTimer, saveTimer;

  function keep() {
    const copy = { at: Date.now(), version: hidden("version").value, base: hidden("base").value, fields: fields() };
    tried(() => localStorage.setItem(key(), JSON.stringify(copy)));
  }
  function sweep() {
    for (const name of tried(() => Object.keys(localStorage)) || []) {
      if (!name.startsWith(PREFIX)) continue;
      const found = tried(() => JSON.parse(localStorage.getItem(name)));
      if (!found || Date.now() - found.at > KEPT_FOR) drop(name);
    }
  }

  function put(pairs) {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) || []), value]);
    const there = new Set();
    for (const element of form.elements) {
      if (!element.name || OWN.has(element.name) || element.tagName === "BUTTON") continue;
      const given = values.get(element.name) || [];
      if (element.type === "checkbox") element.checked = given.includes(element.value);
      else element.value = given[0] || "";
      there.add(element.type === "checkbox" ? element.name + " " + element.value : element.name);
    }
    for (const [name, value] of pairs) {
      if (there.has(name) || there.has(name + " " + value)) continue;
      // a purpose or an input for which this page has no place yet
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }
  function restore() {
    const found = tried(() => JSON.parse(localStorage.getItem(key())));
    if (!found || JSON.stringify(found.fields) === saved || document.getElementById("refusal")) return;
    const before = { version: hidden("version").value, base: hidden("base").value, fields: fields() };
    const take = (copy) => {
      put(copy.fields);
      // the version that the text began with: when the record has moved on, saving shows both texts
      hidden("version").value = copy.version;
      hidden("base").value = copy.base;
    };
    take(found);
    const note = Object.assign(document.createElement("p"), { className: "notice", textContent: say.sayRestored + " " });
    note.setAttribute("role", "status");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: say.sayDiscard });
    button.addEventListener("click", () => {
      take(before);
      drop(key());
      note.remove();
      hidden("title").focus();
    });
    note.append(button);
    document.querySelector(".writing").before(note);
    changed();
  }

  function send(address, wish, accept) {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", wish);
    return fetch(address, { method: "POST", body, headers: { Accept: accept }, redirect: "error" });
  }

  async function live() {
    const turn = ++asked;
    const answer = await send(say.live, "preview", "text/html").catch(() => null);
    if (!answer || !answer.ok || turn !== asked) return;
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["sector-choice", "answers"]) replace(document.getElementById(id), parts.getElementById(id));
    document.querySelector(".beside > .empty")?.remove();
  }
  function replace(old, fresh) {
    if (!old || !fresh || old.contains(document.activeElement)) return;
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    [...fresh.querySelectorAll("details")].forEach((one, n) => { one.open = one.open || Boolean(open[n]); });
    old.replaceWith(document.adoptNode(fresh));
  }

  const savable = () => say.autosave === "yes" && hidden("title").value.trim() !== "";
  async function autosave() {
    clearTimeout(saveTimer);
    if (stopped || saving || !savable() || text() === saved) return;
    const sent = text();
    tell(say.saySaving);
    saving = save(sent).catch(() => { tell(say.sayOffline); return TRY_AGAIN; });
    const wait = await saving;
    saving = null;
    lastSave = Date.now();
    if (wait && text() !== saved) later(wait);
  }
  // How long to wait before the next time; nothing when trying again makes no sense before the text changes.
  async function save(sent) {
    const answer = await send(form.action, "autosave", "application/json");
    const told = await answer.json();
    if (answer.ok) return took(told, sent);
    if (told.code === "csrf-failed" && await renewed()) return SAVE_AFTER;
    if (answer.status === 401 || answer.status === 403) signedOut();
    else if (answer.status === 412) { stopped = true; tell(say.sayConflict); }
    else if (answer.status >= 500) { tell(say.sayOffline); return TRY_AGAIN; }
    else tell(say.sayRefused);
    return 0;
  }
  function took(told, sent) {
    saved = sent;
    drop(key());
    hidden("version").value = told.version;
    hidden("base").value = told.base;
    if (form.getAttribute("action") !== told.address) {
      const [kind, , writer] = say.key.split(":");
      say.key = [kind, told.id, writer].join(":");
      say.live = told.address.replace(/edit$/, "live");
      form.setAttribute("action", told.address);
      history.replaceState(null, "", told.address);
    }
    if (text() !== sent) keep();
    const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    tell(say.saySaved.replace("{time}", now));
    return SAVE_AFTER;
  }
  // Signed in anew in another window: the same page has a fresh token, if it is the same person's.
  async function renewed() {
    const answer = await fetch(form.action, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("writing");
    if (!answer.ok || !page || page.elements.namedItem("writer").value !== hidden("writer").value) return false;
    hidden("csrf").value = page.elements.namedItem("csrf").value;
    return true;
  }
  function signedOut() {
    const place = encodeURIComponent(location.pathname + location.search);
    const link = Object.assign(document.createElement("a"), {
      href: "/" + document.documentElement.lang + "/sign-in?next=" + place, textContent: say.saySignIn,
    });
    tell(say.saySignedOut + " ");
    state.append(link);
  }
  function later(wait) {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(autosave, Math.max(wait, SAVE_AT_MOST_EVERY - (Date.now() - lastSave)));
  }
  function changed() {
    if (text() === saved) return;
    keep();
    clearTimeout(liveTimer);
    liveTimer = setTimeout(live, LIVE_AFTER);
    if (stopped) return;
    if (savable()) later(SAVE_AFTER);
    else tell(say.sayKept);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", autosave);
  form.addEventListener("submit", (event) => {
    clearTimeout(saveTimer);
    keep();
    tried(() => sessionStorage.setItem(SENT, JSON.stringify({ key: key(), title: hidden("title").value.trim() })));
    if (!saving) return;
    // a draft that is just being entered must not be entered twice
    event.preventDefault();
    saving.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
  });
  if (say.drop) {
    landed(hidden("title").value);
    drop(key());
  }
  sweep();
  restore();
})();
