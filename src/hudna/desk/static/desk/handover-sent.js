/* Between the phone and the desk: what is sent and what comes back. Whoever is cut off goes on; nothing is sent under
   another office's name. */
"use strict";
(function () {
  const kept = window.hudnaKept, AT_ONCE = 200, PATIENCE = 20000;
  const at = { state: "/hand-over/state/", list: "/hand-over/list/", ticks: "/hand-over/ticks/", out: "/account/logout/" };
  let token = "", going = null;

  /* Ask the desk. Gives {ok, status, told}; status 0: no way to it; -1: it asks who one is. */
  async function ask(address, body) {
    const stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    const headers = { Accept: "application/json" };
    if (body !== undefined) { headers["Content-Type"] = "application/json"; headers["X-CSRFToken"] = token; }
    try {
      const answer = await fetch(address, {
        method: body === undefined ? "GET" : "POST", headers: headers, body: body === undefined ? undefined : JSON.stringify(body),
        redirect: "manual", cache: "no-store", credentials: "same-origin", signal: stop.signal
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) return { ok: false, status: -1, told: null };
      const told = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : null;
      return { ok: answer.ok && told !== null, status: answer.status, told: told };
    } catch (error) {
      return { ok: false, status: 0, told: null };
    } finally {
      clearTimeout(timer);
    }
  }
  /* Who one is to the desk now, and which hand-overs there are. */
  async function state() {
    const answer = await ask(at.state);
    if (answer.ok) token = answer.told.token;
    return answer;
  }
  /* Take the list of one hand-over along. */
  async function take(exchange, number, names, purpose) {
    const answer = await ask(at.list, { exchange: exchange, hand_over: number, names: names, purpose: purpose });
    if (answer.ok) {
      const list = answer.told;
      list.key = exchange + "/" + number;
      list.fetched = new Date().toISOString();
      await kept.put(list);
    }
    return answer;
  }
  function shown(one) {
    return { tick: one.tick, hand_over: one.hand_over, person: one.person, what: one.what, at: one.at, words: one.words };
  }
  async function batch(list) {
    const own = (await kept.ticks()).filter(function (one) { return one.list === list.key && one.actor === list.actor; });
    const waiting = own.filter(kept.isUnsent).slice(0, AT_ONCE);
    return {
      ticks: waiting.filter(function (one) { return !one.sent; }).map(shown),
      backs: waiting.filter(function (one) { return one.back && !one.back.sent; }).map(function (one) {
        return { tick: one.tick, why: one.back.why, at: one.back.at };
      })
    };
  }
  async function settle(list, told) {
    const refused = new Map(told.refused.map(function (one) { return [one.tick, one.what]; }));
    await kept.change(told.done, function (one) { one.sent = true; });
    await kept.change(told.backs, function (one) { if (one.back) one.back.sent = true; });
    await kept.change([...refused.keys()], function (one) { one.refused = refused.get(one.tick); });
    list.standing = told.standing;
    list.closed = told.closed;
    list.synced = new Date().toISOString();
    await kept.put(list);
  }
  /* Send what waits of one list, and learn how everybody on it stands. */
  async function sendList(list, device) {
    for (;;) {
      const some = await batch(list);
      const body = { exchange: list.exchange, hand_over: list.hand_over, office: list.actor, device: device, now: new Date().toISOString() };
      const answer = await ask(at.ticks, Object.assign(body, some));
      if (!answer.ok) return answer;
      await settle(list, answer.told);
      const sent = some.ticks.length + some.backs.length, told = answer.told;
      if (sent < AT_ONCE || told.done.length + told.backs.length + told.refused.length === 0) return answer;
    }
  }
  /* Send everything of this office. One at a time: who asks meanwhile waits for the one that goes on. */
  function send() {
    going = going || (async function () {
      const first = await state();
      if (!first.ok) return first;
      const device = await kept.device();
      let last = first;
      for (const list of await kept.lists()) {
        if (list.actor !== first.told.actor) continue;
        last = await sendList(list, device);
        if (!last.ok) break;
        if (list.closed) await kept.drop(list.key);
      }
      await kept.tidy(first.told.actor);
      return { ok: last.ok, status: last.status, told: last.ok ? first.told : last.told };
    })().finally(function () { going = null; });
    return going;
  }
  async function signOut() { return ask(at.out, {}); }
  window.hudnaSent = { send: send, signOut: signOut, state: state, take: take };
})();
