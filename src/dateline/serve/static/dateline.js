"use strict";
// The page works without this file. It adds: the theme switch, keys, the drawer beside the list, the time brush, live arrival.
(() => {
  const root = document.documentElement;
  const kept = {
    get(name) { try { return localStorage.getItem("dateline-" + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("dateline-" + name, value); } catch { /* private mode */ } },
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => kept.get("theme") || (dark.matches ? "dark" : "light");
  if (kept.get("theme")) root.dataset.theme = kept.get("theme");

  const one = (what, where = document) => where.querySelector(what);
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const say = (words) => { const line = one("#status"); if (line) line.textContent = words; };

  document.addEventListener("DOMContentLoaded", () => {
    all("button.script-only").forEach((button) => { button.hidden = false; });
    startTheme();
    startDrawer();
    startKeys();
    startBrush();
    startCopy();
    startReview();
    startLive();
    const rail = one("[data-rail]");
    if (rail && matchMedia("(max-width: 799px)").matches) rail.open = false;
  });

  function startTheme() {
    const button = one("[data-theme-switch]");
    const show = () => {
      const now = theme();
      if (button) button.textContent = now === "dark" ? "Light" : "Dark";
      all("[data-themed] img").forEach((image) => {
        const wanted = image.dataset[now];
        all("source", image.parentElement).forEach((source) => source.remove());
        if (image.getAttribute("src") !== wanted) image.src = wanted;
      });
    };
    show();
    dark.addEventListener("change", show);
    button?.addEventListener("click", () => {
      kept.set("theme", theme() === "dark" ? "light" : "dark");
      root.dataset.theme = theme();
      show();
    });
  }

  // --- the evidence drawer -------------------------------------------------------------------------------------------
  const drawer = () => one("#drawer");
  let opener = null;

  async function openDrawer(id, { push = true, from = null } = {}) {
    const box = drawer();
    let answer;
    try {
      answer = await fetch(`/e/${encodeURIComponent(id)}?part=1`);
    } catch {
      location.href = `/e/${encodeURIComponent(id)}`;
      return;
    }
    if (!answer.ok) { say("That record is not there any more."); return; }
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    box.replaceChildren(...parsed.body.childNodes);
    box.hidden = false;
    all("button.script-only", box).forEach((button) => { button.hidden = false; });
    all(".event.open").forEach((item) => item.classList.remove("open"));
    document.getElementById("e-" + id)?.classList.add("open");
    opener = from || opener;
    if (push) {
      const address = new URL(location.href);
      address.searchParams.set("e", id);
      history.pushState({ e: id }, "", address);
    }
    box.focus({ preventScroll: true });
  }

  function closeDrawer({ push = true } = {}) {
    const box = drawer();
    if (!box || box.hidden) return false;
    box.hidden = true;
    box.replaceChildren();
    all(".event.open").forEach((item) => item.classList.remove("open"));
    if (push) {
      const address = new URL(location.href);
      address.searchParams.delete("e");
      history.pushState({}, "", address);
    }
    opener?.focus();
    return true;
  }

  function startDrawer() {
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const link = event.target.closest("a[data-drawer]");
      if (link) {
        event.preventDefault();
        openDrawer(link.getAttribute("href").split("/").pop(), { from: link });
        return;
      }
      if (event.target.closest("#drawer a[data-close]")) {
        event.preventDefault();
        closeDrawer();
      }
    });
    addEventListener("popstate", () => {
      const id = new URL(location.href).searchParams.get("e");
      if (id) openDrawer(id, { push: false }); else if (drawer() && !drawer().hidden) closeDrawer({ push: false });
    });
  }

  // --- keys ----------------------------------------------------------------------------------------------------------
  const VIEWS = { n: "/", s: "/stories", d: "/dyads", c: "/claims", r: "/review" };
  let waitingForView = false;

  const items = () => all("main article[tabindex='0']");
  const current = () => document.activeElement?.closest("main article[tabindex='0']");

  function step(by) {
    const list = items();
    const at = list.indexOf(current());
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function startKeys() {
    const list = one("#keys");
    const toggle = one("[data-keys-switch]");
    if (toggle) {
      toggle.checked = kept.get("keys") !== "off";
      toggle.addEventListener("change", () => kept.set("keys", toggle.checked ? "on" : "off"));
    }
    one("[data-keys-open]")?.addEventListener("click", () => list.showModal());
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const typing = event.target.closest("input, select, textarea, [contenteditable]");
      if (event.key === "Escape" && !typing && closeDrawer()) return;
      if (typing || list?.open || kept.get("keys") === "off") return;
      if (key(event.key, list)) event.preventDefault();
    });
  }

  function key(pressed, list) {
    if (waitingForView) {
      waitingForView = false;
      if (VIEWS[pressed]) { location.href = VIEWS[pressed]; return true; }
      return false;
    }
    const form = one(`.acts form[data-key="${CSS.escape(pressed)}"]`);
    if (form) {
      const first = one("select", form);
      if (first) first.focus(); else form.requestSubmit();
      return true;
    }
    switch (pressed) {
      case "j": step(1); return true;
      case "k": step(-1); return true;
      case "o":
      case "Enter": {
        const item = current();
        if (!item || !item.dataset.id || (pressed === "Enter" && document.activeElement !== item)) return false;
        openDrawer(item.dataset.id, { from: item });
        return true;
      }
      case "v": {
        const source = one("#drawer:not([hidden]) a[data-source]")?.href || current()?.dataset.source;
        if (source) open(source, "_blank", "noopener,noreferrer");
        return Boolean(source);
      }
      case "x": return closeDrawer();
      case "/": one("#q")?.focus(); return true;
      case "g": waitingForView = true; setTimeout(() => { waitingForView = false; }, 1500); return true;
      case "f": {
        const rail = one("[data-rail]");
        if (!rail) return false;
        rail.open = true;
        one("summary", rail).focus();
        return true;
      }
      case ".": showNew(); return true;
      case "y": copy(location.href); return true;
      case "?": list?.showModal(); return true;
      default: return false;
    }
  }

  async function copy(words) {
    try {
      await navigator.clipboard.writeText(words);
      say("Copied.");
    } catch {
      say("The browser does not let this page copy.");
    }
  }

  function startCopy() {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-copy], [data-copy-from]");
      if (button?.dataset.copyFrom) fetch(button.dataset.copyFrom).then((answer) => answer.text()).then(copy, () => say("That record is not there any more."));
      else if (button) copy(button.dataset.copy);
    });
  }

  // --- review: a field's value is there to be changed, Enter ends a choice ------------------------------------------
  function startReview() {
    const field = one("#field"), value = one("#new");
    const fill = () => { value.value = field.selectedOptions[0]?.dataset.now || ""; };
    field?.addEventListener("change", fill);
    if (field) fill();
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.closest("[data-reason]")) return;
      event.preventDefault();
      event.target.form.requestSubmit();
    });
  }

  // --- the time brush: two sliders over the bars, or a drag across them ----------------------------------------------
  function startBrush() {
    all("[data-brush]").forEach((figure) => {
      const bars = all("rect[data-first]", figure);
      if (bars.length < 2) return;
      const go = (first, last) => {
        const address = new URL(figure.dataset.path, location.href);
        address.searchParams.set("from", bars[first].dataset.first);
        address.searchParams.set("to", bars[last].dataset.last);
        location.href = address;
      };
      const box = document.createElement("div");
      box.className = "brush";
      const inside = bars.map((bar, index) => (bar.classList.contains("out") ? -1 : index)).filter((index) => index >= 0);
      const slider = (words, value) => {
        const label = document.createElement("label");
        const input = document.createElement("input");
        const shown = document.createElement("span");
        Object.assign(input, { type: "range", min: 0, max: bars.length - 1, step: 1, value });
        label.append(shown, input);
        box.append(label);
        return { input, tell: (edge) => {
          const day = bars[input.value].dataset[edge];
          shown.textContent = `${words} ${day}`;
          input.setAttribute("aria-valuetext", day);
        } };
      };
      const low = slider("from", inside[0] ?? 0);
      const high = slider("to", inside.at(-1) ?? bars.length - 1);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Show these days";
      box.append(button);
      const draw = () => {
        low.tell("first");
        high.tell("last");
        bars.forEach((bar, index) => bar.classList.toggle("out", index < +low.input.value || index > +high.input.value));
      };
      const keep = (moved) => {
        if (+low.input.value > +high.input.value) (moved === low ? high : low).input.value = moved.input.value;
        draw();
      };
      [low, high].forEach((end) => {
        end.input.addEventListener("input", () => keep(end));
        end.input.addEventListener("keydown", (event) => {
          if (event.key === "Enter") go(+low.input.value, +high.input.value);
          if (!event.shiftKey || !event.key.startsWith("Arrow")) return;
          event.preventDefault();
          const by = event.key === "ArrowRight" || event.key === "ArrowUp" ? 5 : -5;
          end.input.value = +end.input.value + by;
          keep(end);
        });
      });
      button.addEventListener("click", () => go(+low.input.value, +high.input.value));
      draw();
      figure.insertBefore(box, one("figcaption", figure).nextSibling);

      const picture = one("svg", figure);
      const at = (event) => {
        const frame = picture.getBoundingClientRect();
        const share = (event.clientX - frame.left) / frame.width;
        return Math.min(bars.length - 1, Math.max(0, Math.floor(share * bars.length)));
      };
      let start = null;
      picture.addEventListener("pointerdown", (event) => { start = at(event); picture.setPointerCapture(event.pointerId); });
      picture.addEventListener("pointermove", (event) => {
        if (start === null) return;
        low.input.value = Math.min(start, at(event));
        high.input.value = Math.max(start, at(event));
        draw();
      });
      picture.addEventListener("pointerup", () => {
        if (start === null) return;
        start = null;
        go(+low.input.value, +high.input.value);
      });
    });
  }

  // --- live arrival ---------------------------------------------------------------------------------------------------
  const EVERY = 10000, SLOWEST = 60000;
  let waiting = [], since = 0, tag = "", wait = EVERY, timer = 0, title = "";

  function startLive() {
    const address = document.body.dataset.live;
    if (!address) return;
    since = +document.body.dataset.since;
    title = document.title;
    one("[data-toast]")?.addEventListener("click", showNew);
    const every = +(new URL(location.href).searchParams.get("poll") || 0);
    wait = every >= 200 ? every : EVERY;
    const pace = wait;
    const poll = async () => {
      if (document.hidden) return;
      try {
        const asked = new URL(address, location.href);
        asked.searchParams.set("since", since);
        const answer = await fetch(asked, { headers: tag ? { "If-None-Match": tag } : {} });
        if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
        if (answer.status === 200) {
          tag = answer.headers.get("ETag") || "";
          const body = await answer.json();
          if (body.count) arrive(body);
          since = body.since;
        }
        if (wait > pace) say("Updating again.");
        wait = pace;
      } catch {
        if (wait === pace) {
          const now = new Date();
          say(`Not updating since ${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}.`);
        }
        wait = Math.min(wait * 2, Math.max(SLOWEST, pace));
      }
      timer = setTimeout(poll, wait);
    };
    timer = setTimeout(poll, wait);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (!document.hidden) poll();
    });
  }

  function arrive(body) {
    const parsed = new DOMParser().parseFromString(body.html, "text/html");
    const known = new Set(items().map((item) => item.id));
    const fresh = all("article", parsed).filter((item) => !known.has(item.id));
    if (!fresh.length) return;
    waiting = [...fresh, ...waiting];
    const words = `${waiting.length} new`;
    say(`${words} event${waiting.length === 1 ? "" : "s"}`);
    document.title = `(${waiting.length}) ${title}`;
    // What is being read never moves: the new ones are shown at once only to a reader at the top who has nothing open.
    if (scrollY < 40 && drawer()?.hidden && !current()) showNew();
    else {
      const toast = one("[data-toast]");
      toast.textContent = `Show ${words}`;
      toast.hidden = false;
    }
  }

  function showNew() {
    if (!waiting.length) return;
    const list = one("[data-list]");
    const section = document.createElement("section");
    section.className = "day";
    const heading = document.createElement("h" + list.dataset.list);
    heading.textContent = "Just in";
    heading.id = "d-new-" + since;
    const feed = document.createElement("div");
    feed.setAttribute("role", "feed");
    feed.setAttribute("aria-labelledby", heading.id);
    feed.append(...waiting.map((item) => { item.classList.add("fresh"); return document.adoptNode(item); }));
    section.append(heading, feed);
    list.prepend(section);
    one(".empty")?.remove();
    waiting = [];
    document.title = title;
    const toast = one("[data-toast]");
    if (toast) toast.hidden = true;
  }
})();
