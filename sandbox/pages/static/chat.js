// The chat page, live: takes what the server pushes, and sends forms without leaving the page.
"use strict";

const body = document.body;
const room = body.dataset.room;
const $ = (id) => document.getElementById(id);
const flow = $("flow");
const list = $("bubbles");
const composer = $("composer");
const text = $("text");
let oldest = Number(body.dataset.oldest || 0);
let source = null;

// ---- What comes from the server -------------------------------------------------------------------------------

function connect() {
  if (!room || source) return;
  const from = oldest ? `?from=${oldest}` : "";
  source = new EventSource(`/live${room}${from}`);
  source.onmessage = (event) => {
    if (body.dataset.live === "lost") $("toast").hidden = true;
    show(JSON.parse(event.data));
    body.dataset.live = "on";
  };
  source.onerror = () => {
    body.dataset.live = "lost";
    toast(body.dataset.offline);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { disconnect(); connect(); }, 2000);
  };
}

function disconnect() {
  if (source) source.close();
  source = null;
  body.dataset.live = "off";
}

function element(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

// Whether the person reads the end of the chat: then it stays in view, whatever grows above or below it.
let following = true;

function atEnd() {
  return flow.scrollHeight - flow.scrollTop - flow.clientHeight < 80;
}

function toEnd() {
  following = true;
  flow.scrollTop = flow.scrollHeight;
}

function show(news) {
  const stay = following;
  const fresh = (news.bubbles || []).filter(place).length;
  for (const key of news.gone || []) $(key)?.remove();
  if (news.all) {
    const known = new Set(news.all);
    for (const item of [...list.children]) if (!known.has(item.id)) item.remove();
  }
  for (const [name, html] of Object.entries(news.parts || {})) replacePart(name, html);
  for (const [name, words] of Object.entries(news.clock || {})) {
    for (const each of document.querySelectorAll(`[data-clock-${name}]`)) each.textContent = words;
  }
  $("none").hidden = list.children.length > 0;
  if (stay && (news.bubbles || news.parts?.keyboard)) toEnd();
  if (fresh) seen();
  if (fresh && !stay) $("to-end").classList.add("new");
}

// Puts one bubble where its order says, or in the place of its earlier state; says whether it is a new one.
function place(bubble) {
  const old = $(bubble.key);
  if (old && old.dataset.rev === String(bubble.rev)) return false;
  const item = element(bubble.html);
  if (old) {
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.button : null;
    old.replaceWith(item);
    if (focused) item.querySelector(`[data-button="${CSS.escape(focused)}"]`)?.focus();
    return false;
  }
  const next = [...list.children].reverse().find((each) => Number(each.dataset.order) < bubble.order);
  if (next) next.after(item); else list.prepend(item);
  item.classList.add("arriving");
  return true;
}

function replacePart(name, html) {
  const part = document.querySelector(`[data-part="${name}"]`);
  if (!part) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const open = [...part.querySelectorAll("details[open]")].map((each) => each.className);
  part.innerHTML = html;
  for (const each of part.querySelectorAll("details")) if (open.includes(each.className)) each.open = true;
  if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  if (name === "keyboard") composerChanged();
  if (name === "rooms") countInTitle(part);
  if (name === "heading") scheduleTypingEnd(part);
  if (name === "clock") clockChanged(part);
}

const title = document.title;
function countInTitle(rooms) {
  const counts = [...rooms.querySelectorAll("[data-unread]")].map((each) => Number(each.dataset.unread));
  const unread = counts.reduce((sum, each) => sum + each, 0);
  document.title = unread ? `(${unread}) ${title}` : title;
}

function clockChanged(part) {
  body.toggleAttribute("data-clock-moving", Boolean(part.querySelector("[data-moving]")));
  const field = document.querySelector(".moment input");
  field.min = $("now").dataset.wall;
  if (field !== document.activeElement && field.value < field.min) field.value = field.min;
}

// The server says when typing begins; that it has ended it says only with its next news.
let typingTimer = 0;
function scheduleTypingEnd(part) {
  clearTimeout(typingTimer);
  const typing = part.querySelector("[data-typing]");
  if (typing) typingTimer = setTimeout(() => { typing.hidden = true; }, 6000);
}

// Tells that the person has the room before their eyes; on a phone the list hides it.
function seen() {
  if (document.hidden || !flow.offsetParent) return;
  fetch(`${room}/seen`, { method: "POST", headers: { Accept: "application/json" } }).catch(() => {});
}

// ---- What the person does -------------------------------------------------------------------------------------

async function send(form, submitter) {
  const data = new FormData(form, submitter);
  const action = submitter?.getAttribute("formaction") || form.getAttribute("action");
  const wide = form.enctype === "multipart/form-data";
  try {
    const response = await fetch(action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: wide ? data : new URLSearchParams(data),
    });
    const answer = await response.json();
    if (answer.error) toast(answer.error);
    return answer;
  } catch {
    toast(body.dataset.offline);
    return { error: body.dataset.offline };
  }
}

let toastTimer = 0;
function toast(words) {
  const place = $("toast");
  clearTimeout(toastTimer);
  place.textContent = words;
  place.hidden = false;
  toastTimer = setTimeout(() => { place.hidden = true; }, 5000);
}

function answered(answer) {
  if (answer.error) return;
  if (answer.answered === false) return toast(body.dataset.noAnswer);
  if (answer.alert && answer.text) {
    $("alert-text").textContent = answer.text;
    $("alert").showModal();
  } else if (answer.text) {
    toast(answer.text);
  }
  if (answer.url?.startsWith("/")) location.assign(answer.url);
  else if (answer.url) window.open(answer.url, "_blank", "noopener");
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.classList.contains("newcomer") || form.querySelector("[data-join]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (form === composer) return say(button);
  if (form.matches("[data-clock-form]")) return moveClock(form, button);
  if (form.matches(".buttons")) {
    button.setAttribute("aria-busy", "true");
    answered(await send(form, button));
    button.removeAttribute("aria-busy");
    return;
  }
  const answer = await send(form, button);
  if (form.id === "quick") closePops();
  if (!answer.error && form.querySelector("[data-start]")) location.assign(room);
});

async function say(button) {
  if (composer.dataset.busy) return;
  const doing = button?.value || "say";
  if (doing === "say" && !text.value.trim() && !$("files").files.length) return text.focus();
  composer.dataset.busy = "1";
  const answer = await send(composer, button || $("send"));
  delete composer.dataset.busy;
  if (answer.error) return;
  if (doing !== "location") text.value = "";
  forget();
  closePops();
  toEnd();
  text.focus();
}

async function moveClock(form, button) {
  body.setAttribute("data-clock-moving", "");
  const sent = send(form, button);
  await sent;
  body.removeAttribute("data-clock-moving");
}

// ---- The composer ---------------------------------------------------------------------------------------------

function fit() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
}

function composerChanged() {
  const state = document.querySelector("[data-composer]");
  if (!state || !composer) return;
  composer.hidden = Boolean(state.dataset.whyNot);
  text.placeholder = state.dataset.placeholder;
  const key = $("about-key");
  if (state.dataset.answering && !key.value) about("reply_to", state.dataset.answering, false);
}

function about(field, key, focus = true) {
  const item = $(key);
  if (!item || !composer) return;
  const name = item.classList.contains("own") ? "" : speakerOf(item);
  const words = item.querySelector("[data-text]")?.textContent || "";
  const title = field === "edit" ? body.dataset.editing : body.dataset.replying.replace("{name}", name);
  $("about-key").name = field;
  $("about-key").value = key;
  $("about-text").replaceChildren(Object.assign(document.createElement("b"), { textContent: title }), ` ${words}`);
  $("about").hidden = false;
  if (field === "edit") text.value = words;
  fit();
  if (focus) text.focus();
}

function speakerOf(item) {
  let each = item;
  while (each && !each.querySelector(".sender")) each = each.previousElementSibling;
  return each?.querySelector(".sender")?.firstChild.textContent.trim() || "";
}

function forget() {
  $("about-key").value = "";
  $("about-key").name = "reply_to";
  $("about").hidden = true;
  $("files").value = "";
  $("picked").hidden = true;
  fit();
}

function closePops(except = null) {
  for (const each of document.querySelectorAll("details.pop[open]")) if (each !== except) each.open = false;
}

function suggest() {
  const typed = text.value;
  const commands = $("commands");
  if (!commands) return;
  const asking = /^\/\w*$/.test(typed);
  const rows = [...commands.querySelectorAll("[data-command]")];
  for (const row of rows) row.hidden = asking && !row.dataset.command.startsWith(typed.toLowerCase());
  if (typed.startsWith("/")) commands.open = asking && rows.some((row) => !row.hidden);
}

if (composer) {
  text.addEventListener("input", () => { fit(); suggest(); });
  text.addEventListener("keydown", (event) => {
    const desk = matchMedia("(hover: hover)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && desk) {
      event.preventDefault();
      composer.requestSubmit($("send"));
    }
    if (event.key === "Escape") { forget(); text.value = ""; closePops(); }
  });
  $("about-cancel").addEventListener("click", (event) => {
    event.preventDefault();
    if ($("about-key").name === "edit") text.value = "";
    forget();
  });
  $("files").addEventListener("change", () => {
    const names = [...$("files").files].map((file) => file.name);
    $("picked").textContent = names.join(", ");
    $("picked").hidden = !names.length;
    closePops();
    text.focus();
  });
  text.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    $("files").files = event.clipboardData.files;
    $("files").dispatchEvent(new Event("change"));
  });
}

// ---- Bubbles --------------------------------------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const target = event.target;
  closePops(target.closest("details.pop"));
  const copy = target.closest("[data-copy]");
  if (copy) { await copyText(copy.dataset.copy); return; }
  const photo = target.closest("[data-photo]");
  if (photo) { event.preventDefault(); enlarge(photo.href); return; }
  const jump = target.closest("[data-jump]");
  if (jump) { event.preventDefault(); jumpTo(jump.dataset.jump); return; }
  const spot = target.closest("[data-place]");
  if (spot) { [$("latitude").value, $("longitude").value] = spot.dataset.place.split(", "); return; }
  const said = target.closest("[data-say]");
  if (said) { quickly(said.dataset.say); return; }
  const chosen = target.closest("[data-menu], [data-react]");
  if (chosen) { event.preventDefault(); choose(chosen); return; }
  const older = target.closest("[data-older]");
  if (older) { event.preventDefault(); loadOlder(); return; }
  if (target.closest("#to-end")) { event.preventDefault(); toEnd(); return; }
  const bubble = target.closest(".bubble");
  const busy = target.closest("a, button, audio, video, .spoiler, .fold") || String(getSelection());
  const open = document.querySelector(".menu");
  const same = open && bubble && bubble.contains(open);
  open?.remove();
  if (bubble && !busy && !same) openMenu(bubble);
});

document.addEventListener("dblclick", (event) => {
  const item = event.target.closest(".item:not(.service)");
  if (!item || event.target.closest("a, button")) return;
  getSelection().removeAllRanges();
  document.querySelector(".menu")?.remove();
  about("reply_to", item.id);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector(".menu")?.remove();
  if ((event.key === "Enter" || event.key === " ") && event.target.matches?.("[data-say]")) quickly(event.target.dataset.say);
});

function openMenu(bubble) {
  const menu = $("bubble-menu").content.firstElementChild.cloneNode(true);
  const item = bubble.closest(".item");
  if (!bubble.hasAttribute("data-editable")) menu.querySelector('[data-menu="edit"]').remove();
  if (item.id.startsWith("e")) menu.querySelector(".faces").remove();
  bubble.append(menu);
  const below = $("end").getBoundingClientRect().top - bubble.getBoundingClientRect().bottom;
  menu.classList.toggle("up", below < menu.offsetHeight + 8);
}

async function choose(chosen) {
  const item = chosen.closest(".item");
  document.querySelector(".menu")?.remove();
  if (chosen.dataset.react) {
    const sent = new URLSearchParams({ message: item.id, emoji: chosen.dataset.react });
    const response = await fetch(`${room}/react`, { method: "POST", headers: { Accept: "application/json" }, body: sent });
    const answer = await response.json();
    if (answer.error) toast(answer.error);
    return;
  }
  about(chosen.dataset.menu === "edit" ? "edit" : "reply_to", item.id);
}

async function quickly(words) {
  const sent = new URLSearchParams({ text: words });
  await fetch(`${room}/say`, { method: "POST", headers: { Accept: "application/json" }, body: sent });
  toEnd();
}

async function copyText(words) {
  await navigator.clipboard.writeText(words).catch(() => {});
  toast(`${body.dataset.copied}: ${words}`);
}

function enlarge(address) {
  $("picture").querySelector("img").src = address;
  $("picture").showModal();
}

async function jumpTo(key) {
  while (!$(key) && !document.querySelector(".older").hidden) await loadOlder();
  const item = $(key);
  if (!item) return;
  following = false;
  item.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  item.classList.remove("marked");
  void item.offsetWidth; // so that the same message can be marked again
  item.classList.add("marked");
}

async function loadOlder() {
  const response = await fetch(`${room}?from=${oldest}&older=1`, { headers: { Accept: "application/json" } });
  const answer = await response.json();
  const height = flow.scrollHeight;
  const items = answer.bubbles.map(element);
  list.prepend(...items);
  if (items.length) oldest = Number(items[0].dataset.order);
  document.querySelector(".older").hidden = !answer.older;
  flow.scrollTop += flow.scrollHeight - height;
  disconnect();
  connect();
}

$("picture")?.addEventListener("click", (event) => { if (event.target === $("picture")) $("picture").close(); });
flow?.addEventListener("scroll", () => {
  following = atEnd();
  $("to-end").hidden = following;
  if (following) $("to-end").classList.remove("new");
}, { passive: true });

// A browser opens few connections to one server: only a tab that is looked at keeps one.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { disconnect(); return; }
  connect();
  seen();
});

if (room) {
  const payload = new URLSearchParams(location.search).get("start");
  const hidden = document.querySelector("[data-payload]");
  if (payload !== null && hidden) hidden.value = payload;
  else if (payload && composer) text.value = `/start ${payload}`; // a link alone never says anything: the person sends it
  const wanted = location.hash.slice(1);
  toEnd();
  if (/^[me]\d+$/.test(wanted)) requestAnimationFrame(() => jumpTo(wanted));
  const growing = new ResizeObserver(() => { if (following) toEnd(); });
  growing.observe(flow);
  growing.observe(list);
  composerChanged();
  connect();
  seen();
}
