/* Hand-over day: one tap per person, with the network or without it. What is shown is what the phone keeps. */
"use strict";
(function () {
  const kept = window.hudnaKept, sent = window.hudnaSent;
  const words = JSON.parse(document.getElementById("words").textContent), outcomes = words.outcomes;
  const $ = function (id) { return document.getElementById(id); };
  const EVERY = 20000, SOON = 800, SNACK = 8000;
  let actor = "", list = null, mine = [], show = "todo", from = "", timer = 0, snackTimer = 0, chosen = null;
  const rows = new Map();

  function put(tag, text, kind) {
    const one = document.createElement(tag);
    if (text) one.textContent = text;
    if (kind) one.className = kind;
    return one;
  }
  function count(n) { return n.toLocaleString(words.numbers); }
  function fill(text, told) { return text.replace(/%\((\w+)\)s/g, function (all, name) { return told[name]; }); }
  function plain(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f\u0640\u064b-\u0652\u0670]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه")
      .replace(/[٠-٩]/g, function (d) { return String("٠١٢٣٤٥٦٧٨٩".indexOf(d)); }).toLocaleLowerCase();
  }
  function short(person) { return Number(person.slice(2)).toLocaleString(words.numbers, { useGrouping: false }); }

  /* How a person stands: what this device said last, else what the desk told of others of one's own side. */
  function own(person) {
    const said = mine.filter(function (one) { return one.person === person && !one.back && !one.refused; });
    return said.length ? said[said.length - 1] : null;
  }
  function standing(person) { return (list.standing && list.standing[person]) || {}; }
  function stands(person) {
    const one = own(person), told = standing(person);
    if (told.conflict) return "conflict";
    if (one) return one.sent ? "sent" : "kept";
    return told.said ? "other" : "todo";
  }
  function saidOf(person) {
    const one = own(person);
    return one ? one.what : standing(person).said || "";
  }

  function letter(side) { return words.letters[list.sides.indexOf(side)] || "?"; }
  function row(person) {
    const item = put("li", "", "one"), tap = put("button", "", "tap"), more = put("button", "⋯", "more");
    tap.type = more.type = "button";
    const who = put("span", "", "who"), line = put("span", "", "line"), from = put("abbr", letter(person.from), "side");
    from.title = person.from_words;
    line.append(from, put("bdi", person.place, "soft"), put("span", "", "mark"));
    who.append(put("bdi", person.name || "", "name"), line);
    tap.append(put("b", short(person.person), "no"), who);
    more.setAttribute("aria-label", fill(words.more, { person: short(person.person) }));
    tap.addEventListener("click", function () { tapped(person); });
    more.addEventListener("click", function () { sheet(person); });
    item.append(tap, more);
    item.dataset.find = plain([person.person, short(person.person), person.name || ""].join(" "));
    item.dataset.person = person.person;
    item.dataset.from = person.from;
    rows.set(person.person, item);
    return item;
  }
  function paint(person) {
    const item = rows.get(person), how = stands(person), what = saidOf(person), mark = item.querySelector(".mark");
    item.dataset.how = how;
    item.dataset.what = what;
    mark.textContent = how === "todo" ? "" : (outcomes[what] || "") + (how === "conflict" ? " · " + words.conflict : how === "kept" ? " · " + words.kept : "");
    item.querySelector(".tap").setAttribute("aria-pressed", how === "todo" ? "false" : "true");
  }
  function fits(item) {
    if (from && item.dataset.from !== from) return false;
    const text = plain($("find").value.trim());
    if (text) return text.split(/\s+/).every(function (part) { return item.dataset.find.includes(part); });
    if (show === "all") return true;
    if (show === "conflict") return item.dataset.how === "conflict";
    return (item.dataset.how === "todo") === (show === "todo");
  }
  /* Who is shown changes when somebody asks for it, and never under a thumb: whoever was just ticked stays in place. */
  function sift() {
    let seen = 0;
    rows.forEach(function (item) { item.hidden = !fits(item); if (!item.hidden) seen += 1; });
    $("none").hidden = seen > 0;
    tally();
  }
  function tally() {
    let ticked = 0, all = 0, conflicts = 0;
    rows.forEach(function (item) {
      if (from && item.dataset.from !== from) return;
      all += 1;
      if (item.dataset.how !== "todo") ticked += 1;
      if (item.dataset.how === "conflict") conflicts += 1;
    });
    $("ticked").textContent = count(ticked);
    $("all").textContent = count(all);
    $("course").max = all || 1;
    $("course").value = ticked;
    const waits = mine.filter(kept.isUnsent).length, refused = mine.filter(function (one) { return one.refused; });
    $("waits").textContent = waits ? fill(words.waits, { n: count(waits) }) : "";
    $("conflicts").textContent = conflicts ? count(conflicts) : "";
    $("told-conflicts").textContent = conflicts ? fill(words.conflicts, { n: count(conflicts) }) : "";
    $("refused").hidden = !refused.length;
    $("refused").textContent = refused.length ? fill(words.refused, { n: count(refused.length) }) + " " + refused[0].refused : "";
  }
  async function reread() {
    mine = (await kept.ticks()).filter(function (one) { return list && one.list === list.key; });
    rows.forEach(function (_, person) { paint(person); });
    tally();
  }

  async function say(person, what, told) {
    const made = { list: list.key, exchange: list.exchange, hand_over: list.hand_over, actor: list.actor, person: person.person, what: what, words: told, at: new Date().toISOString(), sent: false, refused: "", back: null };
    let number;
    try { number = await kept.tick(made); } catch (error) { snack(words.unkept); return; }
    mine.push(Object.assign({ tick: number }, made));
    paint(person.person);
    tally();
    snack(fill(words.done, { person: short(person.person), what: outcomes[what] }), number);
    soon();
  }
  /* One tap says what this office says here; what was said already is only shown. */
  function tapped(person) {
    if (stands(person.person) === "todo") say(person, person.tap, ""); else sheet(person);
  }
  async function undo(number) {
    await kept.takeBack(number, words.slip);
    $("snack").hidden = true;
    await reread();
    soon();
  }
  function snack(text, number) {
    clearTimeout(snackTimer);
    $("snack-words").textContent = text;
    $("undo").hidden = number === undefined;
    $("undo").onclick = function () { undo(number); };
    $("snack").hidden = false;
    snackTimer = setTimeout(function () { $("snack").hidden = true; }, SNACK);
  }

  function sheet(person) {
    chosen = person;
    $("sheet-title").textContent = short(person.person) + (person.name ? " · " + person.name : "");
    $("sheet-words").value = "";
    const box = $("sheet-outcomes"), before = $("sheet-before");
    box.textContent = before.textContent = "";
    person.may.forEach(function (what) {
      const one = put("button", outcomes[what], what === person.tap ? "" : "quiet");
      one.type = "button";
      one.addEventListener("click", function () { $("sheet").close(); say(chosen, what, $("sheet-words").value.trim()); });
      box.append(one);
    });
    (standing(person.person).words || []).forEach(function (text) { before.append(put("li", text)); });
    mine.filter(function (one) { return one.person === person.person; }).forEach(function (one) {
      const line = put("li"), at = new Date(one.at).toLocaleTimeString(words.numbers, { hour: "2-digit", minute: "2-digit" });
      line.append(put("span", at + " " + outcomes[one.what] + (one.words ? " – " + one.words : "")), " ", put("span", one.refused || (one.back ? words.back : one.sent ? words.sent : words.kept), "soft"));
      if (!one.back) {
        const back = put("button", words.undo, "quiet");
        back.type = "button";
        back.addEventListener("click", function () { $("sheet").close(); undo(one.tick); });
        line.append(" ", back);
      }
      before.append(line);
    });
    $("sheet").showModal();
  }

  function open(one) {
    list = one;
    list.sides = [...new Set(one.people.map(function (person) { return person.from; }))].sort();
    rows.clear();
    from = "";
    $("people").textContent = "";
    $("people").append(...one.people.map(row));
    $("sides").hidden = one.sides.length < 2;
    $("sides").textContent = "";
    [["", words.both]].concat(one.sides.map(function (side) { return [side, letter(side) + " · " + one.people.find(function (p) { return p.from === side; }).from_words]; })).forEach(function (pair) {
      const tab = put("button", pair[1], "quiet");
      tab.title = pair[1];
      tab.type = "button";
      tab.setAttribute("aria-pressed", pair[0] === "" ? "true" : "false");
      tab.addEventListener("click", function () {
        from = pair[0];
        $("sides").querySelectorAll("button").forEach(function (other) { other.setAttribute("aria-pressed", other === tab ? "true" : "false"); });
        sift();
      });
      $("sides").append(tab);
    });
    $("title").textContent = one.title;
    $("begin").hidden = true;
    $("day").hidden = false;
    history.replaceState(null, "", "#" + one.key);
    return reread().then(sift);
  }
  async function begin(told) {
    list = null;
    $("day").hidden = true;
    $("begin").hidden = false;
    const here = await kept.lists(), box = $("handovers");
    box.textContent = "";
    here.filter(function (one) { return !actor || one.actor === actor; }).forEach(function (one) {
      const item = put("li"), go = put("button", one.title);
      go.type = "button";
      go.addEventListener("click", function () { open(one); });
      item.append(go, " ", put("span", words.along, "soft"));
      box.append(item);
    });
    const others = (await kept.ticks()).filter(function (one) { return kept.isUnsent(one) && actor && one.actor !== actor; });
    $("others").hidden = !others.length;
    if (others.length) $("others").textContent = fill(words.others, { n: count(others.length), office: others[0].actor });
    if (!told) { $("nothing").hidden = box.children.length > 0; return; }
    told.hand_overs.filter(function (one) { return !here.some(function (other) { return other.key === one.key && other.actor === actor; }); }).forEach(function (one) {
      const item = put("li"), go = put("button", one.title, "quiet");
      go.type = "button";
      go.addEventListener("click", function () { take(one); });
      item.append(go, " ", put("span", one.closed ? words.closed : fill(words.people, { n: count(one.people) }), "soft"));
      box.append(item);
    });
    $("nothing").hidden = box.children.length > 0;
  }
  async function take(one) {
    const names = $("names").checked, purpose = $("purpose").value.trim();
    if (names && !purpose) { $("purpose").focus(); tell(words.why); return; }
    const answer = await sent.take(one.exchange, one.hand_over, names, purpose);
    if (!answer.ok) { trouble(answer); return; }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    tell("");
    await open(answer.told);
  }

  function tell(text) { $("told").textContent = text; $("told").hidden = !text; }
  function trouble(answer) {
    document.body.dataset.line = answer.status === 0 ? "off" : "on";
    $("line").textContent = answer.status === 0 ? words.off : words.on;
    $("sign").hidden = answer.status !== -1;
    tell(answer.status === 0 ? "" : answer.status === -1 ? words.signIn : (answer.told && answer.told.fault && answer.told.fault.what) || words.failed);
  }
  async function sync() {
    clearTimeout(timer);
    const answer = await sent.send();
    timer = setTimeout(sync, EVERY);
    if (!answer.ok) {
      trouble(answer);
      if (list) await reread();
      return null;
    }
    document.body.dataset.line = "on";
    $("line").textContent = words.on;
    $("sign").hidden = true;
    tell("");
    actor = answer.told.actor;
    $("actor").textContent = actor;
    if (list) {
      const fresh = (await kept.lists()).find(function (one) { return one.key === list.key; });
      if (!fresh) { tell(words.gone); await begin(answer.told); } else { list.standing = fresh.standing; await reread(); }
    } else { await begin(answer.told); }
    document.body.dataset.synced = String(Number(document.body.dataset.synced || 0) + 1);
    return answer;
  }
  function soon() { clearTimeout(timer); timer = setTimeout(sync, SOON); }

  async function clear(leave) {
    const waits = (await kept.ticks()).filter(kept.isUnsent).length;
    $("clear-waits").textContent = waits ? fill(words.lost, { n: count(waits) }) : "";
    $("clear-title").textContent = leave ? words.leave : words.clear;
    $("clear").returnValue = "";
    $("clear").onclose = async function () {
      if ($("clear").returnValue !== "yes") return;
      clearTimeout(timer);
      if (leave) await sent.signOut();
      await kept.wipe();
      location.assign("/");
    };
    $("clear").showModal();
  }

  document.querySelectorAll("[data-show]").forEach(function (tab) {
    tab.addEventListener("click", function () {
      show = tab.dataset.show;
      document.querySelectorAll("[data-show]").forEach(function (other) { other.setAttribute("aria-pressed", other === tab ? "true" : "false"); });
      sift();
    });
  });
  $("find").addEventListener("input", sift);
  $("back").addEventListener("click", function () { begin(null).then(sync); });
  $("send").addEventListener("click", sync);
  $("wipe").addEventListener("click", function () { clear(false); });
  if ($("out")) $("out").addEventListener("click", function () { clear(true); });
  $("names").addEventListener("change", function () { $("why").hidden = !$("names").checked; });
  window.addEventListener("online", soon);
  window.addEventListener("offline", function () { trouble({ ok: false, status: 0, told: null }); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) soon(); });
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/hand-over/worker.js", { scope: "/hand-over/" }).then(function () { return navigator.serviceWorker.ready; }).then(function () { document.body.dataset.ready = "1"; });
  (async function () {
    const there = (await kept.lists()).find(function (one) { return "#" + one.key === location.hash; });
    if (there) await open(there); else await begin(null);
    await sync();
  })();
})();
