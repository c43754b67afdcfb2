// How the node answers DNS: drawn from /metrics, of which the last minutes are remembered here.

import { byId, duration, row, shape } from '/draw.js';

const MOST_SAMPLES = 90;
const SHORTEST_MILLIS = 1000;
const FEWEST_SHOWN = 15;
const MOST_LISTED = 20;
const METRIC = /^(kadnode_dns_\w+?)(?:\{(.*?)\})? ([0-9.e+-]+|NaN)$/gm;

const samples = [];
let before;

/** Asks for the metrics and adds what has changed since. */
export async function sample() {
  const now = read(await (await fetch('/metrics')).text());
  if (now.requests === undefined || now.at - before?.at < SHORTEST_MILLIS) return;
  if (before) samples.push(difference(before, now));
  if (samples.length > MOST_SAMPLES) samples.shift();
  before = now;
  byId('dns').hidden = false;
  draw();
}

function read(text) {
  const now = { at: new Date(), buckets: new Map() };
  for (const [, name, labels = '', value] of text.matchAll(METRIC)) {
    const add = (key) => { now[key] = (now[key] ?? 0) + Number(value); };
    if (name === 'kadnode_dns_requests_total') add('requests');
    if (name === 'kadnode_dns_cache_hits_total') add('hits');
    if (name === 'kadnode_dns_cache_misses_total') add('misses');
    if (name === 'kadnode_dns_request_duration_seconds_bucket') {
      const bound = /le="([^"]+)"/.exec(labels)?.[1];
      now.buckets.set(bound, (now.buckets.get(bound) ?? 0) + Number(value));
    }
  }
  return now;
}

function difference(from, to) {
  const hits = (to.hits ?? 0) - (from.hits ?? 0);
  const looked = hits + (to.misses ?? 0) - (from.misses ?? 0);
  return {
    at: to.at,
    rate: (to.requests - from.requests) / ((to.at - from.at) / 1000),
    latency: median(from.buckets, to.buckets),
    cache: looked > 0 ? hits / looked : undefined,
  };
}

/** The bound in seconds below which half of what was counted since lies; undefined if nothing was. */
function median(from, to) {
  const bounds = [...to].map(([bound, count]) => [bound === '+Inf' ? Infinity : Number(bound), count - (from.get(bound) ?? 0)])
    .sort(([a], [b]) => a - b);
  const all = bounds.at(-1)?.[1] ?? 0;
  return all > 0 ? bounds.find(([, count]) => count >= all / 2)[0] : undefined;
}

const FORMS = {
  rate: (value) => `${value.toFixed(value < 10 ? 1 : 0)} / s`,
  latency: (value) => value === Infinity ? 'longer' : duration(value * 1000),
  cache: (value) => `${Math.round(value * 100)} %`,
};

const text = (kind, value) => value === undefined ? '–' : FORMS[kind](value);

function draw() {
  for (const kind of Object.keys(FORMS)) {
    byId(`dns-${kind}`).textContent = text(kind, samples.findLast((each) => each[kind] !== undefined)?.[kind]);
    line(document.querySelector(`.spark[data-of="${kind}"]`), samples.map((each) => each[kind]));
  }
  byId('dns-samples').replaceChildren(...samples.slice(-MOST_LISTED).reverse().map((each) => row(
    each.at.toLocaleTimeString(), text('rate', each.rate), text('latency', each.latency), text('cache', each.cache))));
}

function line(chart, values) {
  const right = Math.max(FEWEST_SHOWN, values.length) - 1;
  chart.setAttribute('viewBox', `0 0 ${right} 10`);
  chart.setAttribute('preserveAspectRatio', 'none');
  const most = Math.max(...values.filter((value) => Number.isFinite(value)), 1e-9);
  const left = right + 1 - values.length;
  const points = values.map((value, i) => `${left + i} ${(9.5 - 9 * Math.min(1, (value ?? 0) / most)).toFixed(2)}`);
  if (points.length === 0) return;
  chart.replaceChildren(
    shape('path', { class: 'area', d: `M${left} 10L${points.join('L')}L${right} 10Z` }),
    shape('path', { d: `M${points.join('L')}` }));
}
