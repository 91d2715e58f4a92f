// Says when the connection is gone, keeps what was typed and not saved, and puts it back. It starts once a page;
// `window.connectionWords` holds its texts, in the reader's language.
(() => {
  if (document.getElementById("connection")) return;
  const FIELDS = "textarea[aria-label], input[type=text][aria-label]:not([role=combobox])";
  const CONTROLS = "a, button, input, textarea, select, summary";
  const PAUSE = 500;
  const TRIES = 20;
  const typed = new Map();
  const kept = new Set();
  let isGone = false;
  let touched = null;
  let wanted = null;
  let watching = 0;

  const line = document.createElement("div");
  line.id = "connection";
  line.setAttribute("role", "alert");
  document.body.append(line);

  const say = (...texts) => {
    line.replaceChildren(
      ...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
    );
  };
  const state = () => document.querySelector(".stApp")?.dataset ?? {};
  const isConnected = () => navigator.onLine && state().testConnectionState === "CONNECTED";
  const fieldOf = (name) => [...document.querySelectorAll(FIELDS)].find((field) => field.ariaLabel === name);

  function leave() {
    if (isGone) return;
    isGone = true;
    for (const [name, text] of typed) if (fieldOf(name)?.value === text) kept.add(name);
    say(window.connectionWords.gone);
    dialogs.observe(document.body, { subtree: true, childList: true });
  }

  function comeBack() {
    if (!isGone) return;
    isGone = false;
    dialogs.disconnect();
    say();
    wanted = touched;
    clearTimeout(watching);
    watch(TRIES);
  }

  // The page is drawn anew some time after the connection is back, so look after the fields for a while.
  function watch(tries) {
    if (isGone) return;
    const lost = [...kept].filter((name) => fieldOf(name) && fieldOf(name).value !== typed.get(name));
    for (const name of lost) {
      wanted = fieldOf(name);
      putBack(wanted, typed.get(name));
      say(window.connectionWords.back);
    }
    if (wanted && !document.activeElement?.matches(CONTROLS)) wanted.focus();
    if (document.activeElement === wanted) wanted = null;
    if (tries) watching = setTimeout(watch, PAUSE, tries - 1);
    else giveUp();
  }

  function giveUp() {
    const homeless = [...kept].filter((name) => !fieldOf(name));
    if (homeless.length) {
      say(window.connectionWords.homeless, ...homeless.map((name) => `${name}: ${typed.get(name)}`));
    }
    kept.clear();
  }

  function putBack(field, text) {
    const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text); // past React, which then hears of it
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function look() {
    if (isConnected()) comeBack();
    else leave();
  }

  // Streamlit's own words would take the focus away and say the same in English only.
  const dialogs = new MutationObserver(() => {
    const dialog = document.querySelector('[data-testid="stDialog"]');
    if (dialog?.textContent.startsWith("Connection error")) dialog.querySelector("button")?.click();
  });
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    attributeFilter: ["data-test-connection-state"],
  });
  addEventListener("offline", look);
  addEventListener("online", look);
  document.addEventListener("focusin", (event) => {
    if (!isGone) touched = event.target;
  });
  document.addEventListener("input", ({ target }) => {
    if (!target.matches(FIELDS)) return;
    typed.set(target.ariaLabel, target.value);
    if (isGone) kept.add(target.ariaLabel);
  });
  document.addEventListener("focusout", ({ target }) => {
    if (!isGone && target.matches(FIELDS)) say(); // leaving the field saves it
  });
})();
