// A look-up as it goes on: addresses as they are found, and the search for them as a chart. Each node that is asked is a dot:
// the later it was asked the further right, the nearer it is to the name the higher. The line before it is the time in which
// it answered.

import { byId, duration, element, row, shape } from '/draw.js';

const PROOFS = { own: 'this node', none: 'not proved', legacy: 'challenge signed', record: 'signed record' };
const SHOWN_DIGITS = 12;

let events;
let searches = [];
let afterMillis = 0;

export function begin(name) {
  events?.close();
  searches = [];
  byId('timeline').replaceChildren();
  byId('search').hidden = true;
  byId('progress').textContent = `Looking for ${name} …`;
  let found = 0;
  events = new EventSource('/api/v1/lookup/events?name=' + encodeURIComponent(name));
  events.addEventListener('begin', (event) => {
    if (JSON.parse(event.data).state === 'not_joined') {
      byId('progress').textContent = 'No other node is known yet. The search begins as soon as one is.';
    }
  });
  events.addEventListener('address', (event) => {
    found++;
    show(JSON.parse(event.data));
    byId('progress').textContent = `${found} ${found === 1 ? 'address' : 'addresses'} so far`;
  });
  events.addEventListener('progress', (event) => {
    ({ searches, afterMillis } = JSON.parse(event.data));
    draw();
    document.dispatchEvent(new Event('searching'));
  });
  events.addEventListener('end', (event) => {
    events.close();
    byId('progress').textContent = outcome(found, JSON.parse(event.data));
  });
  events.onerror = () => {
    events.close();
    byId('progress').textContent = 'The node refuses: is this a name?';
  };
}

function outcome(found, { afterMillis, state, unverified }) {
  const time = duration(afterMillis);
  if (found > 0) return searches.length > 0 ? `${found} found in ${time}` : `${found} known: no search was needed`;
  if (unverified) return `Somebody claims this name, but nobody has proved to own it (${time}).`;
  return state === 'ended' ? `Nobody announces this name (${time}).` : `Nothing found in ${time}.`;
}

function show({ endpoint, proof, afterMillis }) {
  const item = document.createElement('li');
  item.append(
    element('time', `+${duration(afterMillis)}`), element('span', endpoint, 'mono endpoint'),
    element('span', PROOFS[proof] ?? proof, 'badge'));
  byId('timeline').append(item);
}

// ---- the chart

function draw() {
  const asked = searches.flatMap((search) => search.candidates
    .filter((each) => each.askedMillis !== undefined)
    .map((each) => ({ ...each, family: search.family, done: search.done })));
  byId('search').hidden = asked.length === 0;
  if (asked.length === 0) return;
  const chart = byId('chart');
  const { width, height } = chart.getBoundingClientRect();
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const last = Math.max(10, ...asked.map((each) => each.askedMillis + (each.replyMillis ?? 0)));
  const low = Math.min(...asked.map((each) => each.commonBits));
  const high = Math.max(low + 3, ...asked.map((each) => each.commonBits));
  const x = (millis) => 34 + Math.min(1, millis / last) * (width - 46);
  const y = (bits) => height - 34 - ((bits - low) / (high - low)) * (height - 60);
  chart.replaceChildren(...grid(x, y, last, low, high, width, height), ...asked.flatMap((each) => dot(each, x, y, last)));
  byId('chart-said').textContent = said(asked);
  byId('asked').replaceChildren(...asked
    .sort((a, b) => a.askedMillis - b.askedMillis)
    .map((each) => row(
      `${each.endpoint} ${each.id.slice(0, SHOWN_DIGITS)}…`, each.hops, each.commonBits, `+${duration(each.askedMillis)}`,
      each.replyMillis !== undefined ? duration(each.replyMillis) : each.done ? 'not at all' : '…')));
}

function grid(x, y, last, low, high, width, height) {
  const shapes = [];
  const step = Math.max(1, Math.ceil((high - low) / 5));
  for (let bits = low; bits <= high; bits += step) {
    shapes.push(
      shape('line', { class: 'grid', x1: 34, x2: width - 12, y1: y(bits), y2: y(bits) }),
      shape('text', { x: 22, y: y(bits) + 4, 'text-anchor': 'end' }, bits));
  }
  shapes.push(shape('text', { x: 0, y: 12 }, 'bits in common with the name: nearer ↑'));
  for (const part of [0, 0.5, 1]) {
    shapes.push(shape(
      'text', { x: x(part * last), y: height - 6, 'text-anchor': ['start', 'middle', 'end'][part * 2] },
      part === 0 ? '0' : duration(part * last)));
  }
  return shapes;
}

function dot(each, x, y, last) {
  // Nodes at the same distance would hide each other.
  const shift = (Number.parseInt(each.id.slice(-2), 16) / 255 - 0.5) * 14;
  const family = each.family.toLowerCase();
  const answered = each.replyMillis !== undefined;
  const at = { from: x(each.askedMillis), to: x(answered ? each.askedMillis + each.replyMillis : last), y: y(each.commonBits) + shift };
  const line = shape('line', {
    class: `wait ${family}${answered ? '' : ' silent'}`, x1: at.from, x2: at.to, y1: at.y, y2: at.y });
  const end = shape('circle', { class: answered ? family : 'none', cx: answered ? at.to : at.from, cy: at.y, r: 5.5 });
  return [line, end];
}

function said(asked) {
  const answered = asked.filter((each) => each.replyMillis !== undefined);
  const hops = Math.max(...asked.map((each) => each.hops));
  const fastest = Math.min(...answered.map((each) => each.replyMillis));
  const ways = [...new Set(asked.map((each) => each.family))].join(' and ');
  return `${asked.length} ${asked.length === 1 ? 'node' : 'nodes'} asked in ${ways}, ${answered.length} answered`
    + (answered.length > 0 ? `, the fastest in ${duration(fastest)}` : '')
    + `; the farthest is ${hops} ${hops === 1 ? 'hop' : 'hops'} away.`;
}

addEventListener('resize', draw);
