/* The map of incidents: drawn on canvas, fed by this desk alone. Signs differ by shape as well as by colour. */
"use strict";
(function () {
  const VERDICTS = ["breach", "unattributed", "unverifiable", "excepted", "none"];
  const SETTLE = 120, LISTED = 12, FAR = 6;

  /* A sign: a circle marker to Leaflet, drawn in the shape of its verdict and with its number. */
  function outline(ctx, verdict, p, r) {
    ctx.beginPath();
    if (verdict === "breach") {
      const d = r * 1.25;
      ctx.moveTo(p.x, p.y - d); ctx.lineTo(p.x + d, p.y); ctx.lineTo(p.x, p.y + d); ctx.lineTo(p.x - d, p.y); ctx.closePath();
    } else if (verdict === "excepted") {
      const d = r * 0.9;
      ctx.rect(p.x - d, p.y - d, 2 * d, 2 * d);
    } else {
      ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
    }
  }
  L.Canvas.include({
    _updateSign: function (layer) {
      if (!this._drawing || layer._empty()) return;
      const ctx = this._ctx, o = layer.options;
      outline(ctx, o.verdict, layer._point, Math.max(Math.round(layer._radius), 1));
      ctx.save();
      ctx.setLineDash(o.verdict === "none" ? [3, 2] : []);
      ctx.globalAlpha = o.fillOpacity; ctx.fillStyle = o.fillColor; ctx.fill();
      ctx.globalAlpha = 1; ctx.lineWidth = o.weight; ctx.strokeStyle = o.color; ctx.stroke();
      if (o.told) {
        ctx.fillStyle = o.ink; ctx.font = "600 12px system-ui, sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle";
        ctx.fillText(o.told, layer._point.x, layer._point.y + 0.5);
      }
      ctx.restore();
    }
  });
  const Sign = L.CircleMarker.extend({ _updatePath: function () { this._renderer._updateSign(this); } });

  function start(box) {
    const words = JSON.parse(box.dataset.words), bounds = JSON.parse(box.dataset.bounds);
    const status = box.parentElement.querySelector(".shown");
    box.textContent = "";
    const map = L.map(box, { preferCanvas: true, zoomControl: false, worldCopyJump: true, minZoom: 2, maxZoom: 18, zoomSnap: 0.5, fadeAnimation: false });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(words.land);
    L.control.zoom({ zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    const under = map.createPane("under"), halos = map.createPane("halos");
    under.classList.add("under"); halos.classList.add("halos");
    under.style.zIndex = 250; halos.style.zIndex = 350; halos.style.pointerEvents = "none";
    const paper = L.canvas({ pane: "under", padding: 0.5 }), veil = L.canvas({ pane: "halos", padding: 0.3 });
    const signs = L.layerGroup().addTo(map), circles = L.layerGroup().addTo(map);
    const named = [];
    let shown = null, ground = null, asked = null, timer = 0, loaded = null;
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { maxZoom: 19, zIndex: 1 }).addTo(map);

    function colour(name) { return getComputedStyle(box).getPropertyValue("--" + name).trim(); }
    function number(n) {
      const told = n < 10000 ? String(n) : n < 1e6 ? Math.round(n / 1000) + "k" : (n / 1e6).toFixed(1) + "M";
      return box.dataset.arabic ? told.replace(/[0-9]/g, function (d) { return "٠١٢٣٤٥٦٧٨٩"[d]; }) : told;
    }
    function put(tag, text, kind) {
      const one = document.createElement(tag);
      if (text) one.textContent = text;
      if (kind) one.className = kind;
      return one;
    }
    function name(verdict) {
      const item = box.parentElement.querySelector(".legend .v." + verdict);
      return item ? item.textContent : verdict;
    }
    function look(verdict, n) {
      const ink = colour(verdict), hollow = verdict === "unverifiable" || verdict === "excepted" || verdict === "none";
      return {
        verdict: verdict, color: hollow ? ink : colour("sign-edge"), weight: hollow ? 2 : 1, fillColor: hollow ? colour("paper") : ink,
        fillOpacity: hollow ? 0.96 : 0.94, ink: hollow ? ink : colour("sign-edge"), told: n > 1 ? number(n) : "",
        radius: n > 1 ? Math.min(9 + 1.3 * Math.log2(n), 24) : 6.5
      };
    }
    function gravest(counts) { return VERDICTS[counts.findIndex(function (n) { return n > 0; })]; }
    function counted(counts) {
      const list = put("ul");
      counts.forEach(function (n, at) {
        if (n) list.append(put("li", number(n) + " " + name(VERDICTS[at]), "v " + VERDICTS[at]));
      });
      return list;
    }
    function way(key) {
      const at = key.lastIndexOf(":");
      return box.dataset.one.replace("00000000-0000-0000-0000-000000000000", key.slice(0, at)).replace("/0/", "/" + key.slice(at + 1) + "/");
    }
    function tableOf(b) {
      const link = put("a", words.table), there = new URL(box.dataset.table, location.href);
      there.searchParams.set("box", b);
      link.href = there.pathname + there.search + "#table";
      return link;
    }
    function edges(b) {
      return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(function (v) { return v.toFixed(5); }).join(",");
    }

    /* One mark for all incidents at one place, so that none hides another. */
    function drawPoints(points) {
      const places = new Map();
      points.forEach(function (one) {
        const at = one[1] + " " + one[2];
        if (!places.has(at)) places.set(at, []);
        places.get(at).push(one);
      });
      const circled = new Set();
      const order = Array.from(places.values()).sort(function (a, b) { return worst(b) - worst(a); });
      order.forEach(function (here) {
        const counts = VERDICTS.map(function (_, v) { return here.filter(function (one) { return one[4] === v; }).length; });
        const centre = [here[0][2], here[0][1]];
        here.forEach(function (one) {
          const ring = one.slice(1, 4).join(" ");
          if (one[3] > 0 && !circled.has(ring)) {
            circled.add(ring);
            L.circle(centre, { renderer: veil, pane: "halos", radius: one[3] * 1000, color: colour(VERDICTS[one[4]]), weight: 1, dashArray: "4 4", opacity: 0.7, fillOpacity: 0.04, interactive: false }).addTo(circles);
          }
        });
        new Sign(centre, look(gravest(counts), here.length)).bindPopup(function () { return listing(here, counts); }, { minWidth: 180, maxWidth: 300 }).addTo(signs);
      });
    }
    function worst(here) { return Math.min.apply(null, here.map(function (one) { return one[4]; })); }
    function listing(here, counts) {
      const told = put("div");
      told.dir = "auto";
      if (here.length > 1) told.append(put("b", number(here.length) + " " + words.here), counted(counts));
      here.slice(0, LISTED).forEach(function (one) {
        const line = put("p"), link = put("a", one[5]);
        link.href = way(one[0]);
        line.append(link, " ", put("span", here.length > 1 ? "" : name(VERDICTS[one[4]]), here.length > 1 ? "" : "v " + VERDICTS[one[4]]), put("br"), put("bdi", one[6]), put("br"), put("bdi", one[7]));
        told.append(line);
      });
      if (here.length > LISTED) told.append(put("p", words.more));
      return told;
    }
    function drawCells(cells) {
      cells.slice().reverse().forEach(function (one) {
        const centre = L.latLng(one[1], one[0]);
        new Sign(centre, look(gravest(one[3]), one[2])).bindPopup(function () {
          const told = put("div"), nearer = put("button", words.nearer, "quiet"), around = centre.toBounds(2000 * one[4]);
          nearer.type = "button";
          nearer.addEventListener("click", function () { map.closePopup(); map.setView(centre, Math.min(map.getZoom() + 2, 18)); });
          told.append(put("b", number(one[2]) + " " + words.here), counted(one[3]), nearer, " ", tableOf(edges(around)));
          return told;
        }, { minWidth: 180 }).addTo(signs);
      });
    }
    function draw() {
      signs.clearLayers(); circles.clearLayers();
      if (!shown) return;
      if (shown.points) drawPoints(shown.points); else drawCells(shown.cells);
    }
    function drawGround() {
      if (!ground) return;
      if (map.ground) map.ground.remove();
      named.forEach(function (one) { one.tip.remove(); });
      named.length = 0;
      map.ground = L.geoJSON(ground, {
        renderer: paper, pane: "under", interactive: false,
        style: function (feature) {
          const kind = feature.properties.kind;
          if (kind === "land") return { stroke: true, weight: 1, color: colour("shore"), fillColor: colour("land"), fillOpacity: box.dataset.tiles ? 0 : 1 };
          return { color: colour(kind), weight: kind === "zone" ? 2 : 1, dashArray: kind === "zone" ? null : "5 4", fill: kind === "zone", fillColor: colour("zone"), fillOpacity: 0.06 };
        },
        onEachFeature: function (feature, layer) {
          if (!feature.properties.name) return;
          const b = layer.getBounds(), told = put("span", feature.properties.name);
          named.push({ bounds: b, tip: L.tooltip({ permanent: true, direction: "top", className: "area-name", offset: [0, 2] }).setLatLng([b.getNorth(), b.getCenter().lng]).setContent(told) });
        }
      }).addTo(map);
      nameAreas();
    }
    /* A name stands above its area, while that is wide enough for it and not so wide that the name says nothing. */
    function nameAreas() {
      const most = Math.max(box.clientWidth, box.clientHeight), taken = [];
      named.forEach(function (one) {
        const a = map.latLngToLayerPoint(one.bounds.getNorthWest()), c = map.latLngToLayerPoint(one.bounds.getSouthEast());
        const wide = Math.max(c.x - a.x, c.y - a.y), at = map.latLngToLayerPoint(one.tip.getLatLng());
        const free = taken.every(function (other) { return Math.abs(other.x - at.x) > 150 || Math.abs(other.y - at.y) > 40; });
        if (free && wide > 60 && wide < FAR * most) { taken.push(at); one.tip.addTo(map); } else one.tip.remove();
      });
    }
    function say(text) { if (status) status.textContent = text; }
    function tell() {
      if (!shown || !status) return;
      say(shown.total ? number(shown.total) + " " + words.shown + ". " : words.none);
      if (shown.total && box.dataset.table) status.append(tableOf(edges(map.getBounds())));
    }
    function load() {
      const view = map.getBounds(), zoom = Math.round(map.getZoom());
      if (loaded && loaded.zoom === zoom && loaded.bounds.contains(view)) return;
      const wide = view.pad(0.3), mark = box.dataset.map.includes("?") ? "&" : "?";
      if (asked) asked.abort();
      asked = new AbortController();
      fetch(box.dataset.map + mark + "view=" + edges(wide) + "&zoom=" + zoom, { signal: asked.signal, headers: { Accept: "application/json" } })
        .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then(function (found) { shown = found; loaded = { zoom: zoom, bounds: wide }; draw(); tell(); box.dataset.ready = "1"; })
        .catch(function (error) { if (error.name !== "AbortError") say(words.failed); });
    }
    function soon() { clearTimeout(timer); timer = setTimeout(load, SETTLE); }

    const kept = /^#map=(\d+(?:\.\d+)?)\/(-?\d+\.\d+)\/(-?\d+\.\d+)$/.exec(location.hash);
    if (kept && box.dataset.map) map.setView([+kept[2], +kept[3]], +kept[1]); else map.fitBounds(bounds, { animate: false, maxZoom: 15 });
    fetch(box.dataset.ground).then(function (answer) { return answer.json(); }).then(function (found) { ground = found; drawGround(); }).catch(function () { ground = null; });
    map.on("zoomend", nameAreas);
    if (box.dataset.map) {
      load();
      map.on("moveend", function () {
        soon();
        const c = map.getCenter();
        history.replaceState(null, "", "#map=" + map.getZoom() + "/" + c.lat.toFixed(5) + "/" + c.lng.toFixed(5));
      });
    } else {
      shown = { total: 0, points: JSON.parse(box.dataset.points) };
      draw();
      box.dataset.ready = "1";
    }
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { draw(); drawGround(); });
  }
  document.querySelectorAll(".map[data-ground]").forEach(start);
})();
