// What the page does beyond showing: names to announce, colours, and news every few seconds; lookup.js looks names up, dns.js
// draws DNS. What the page knows of the node is drawn by the server; here, texts of others become text and never markup.

import { byId } from '/draw.js';
import { begin } from '/lookup.js';
import { sample } from '/dns.js';

const NEWS_MILLIS = 2000;
const SEARCH_MILLIS = 500;

// ---- a look-up

byId('lookup').addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = encodeURIComponent(byId('name').value.trim());
  begin(byId('name').value.trim());
});

// ---- changes

async function change(said, method, path, parameters, done) {
  const answer = await fetch(`/api/v1/${path}?` + new URLSearchParams(parameters), { method });
  byId(said).textContent = answer.ok ? done : await answer.text();
  await news();
}

byId('announce').addEventListener('submit', (event) => {
  event.preventDefault();
  const parameters = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
  change('said', 'POST', 'announcements', parameters, `${parameters.name} is announced.`);
});

byId('meet').addEventListener('submit', (event) => {
  event.preventDefault();
  const address = new FormData(event.target).get('address').trim();
  change('met', 'POST', 'peers', { address }, `${address} is asked whether it is a node.`);
});

document.addEventListener('click', async (event) => {
  const { copy, withdraw } = event.target.dataset;
  if (withdraw) change('said', 'DELETE', 'announcements', { name: withdraw }, `${withdraw} is announced no longer.`);
  if (copy) {
    await navigator.clipboard.writeText(copy);
    byId('said').textContent = `${copy} copied.`;
  }
});

// ---- news

let newsAt = 0;

async function news() {
  newsAt = performance.now();
  const answer = await fetch('/');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const replacement = fresh.getElementById(part.id);
    keepOpen(part, replacement);
    // Whoever is about to press a button must not lose it.
    const same = replacement.innerHTML === part.innerHTML;
    if (!same && !part.contains(document.activeElement)) replace(part, replacement);
  }
  reveal(document);
  await sample();
}

/** What somebody has opened stays open, and what is hidden without scripts stays shown. */
function keepOpen(part, replacement) {
  for (const details of replacement.querySelectorAll('details[data-key]')) {
    details.open = part.querySelector(`details[data-key="${CSS.escape(details.dataset.key)}"]`)?.open ?? false;
  }
  reveal(replacement);
}

function replace(part, replacement) {
  const scrolled = [...part.querySelectorAll('.scroll')].map((each) => each.scrollTop);
  part.replaceChildren(...replacement.childNodes);
  part.querySelectorAll('.scroll').forEach((each, i) => { each.scrollTop = scrolled[i] ?? 0; });
}

function reveal(where) {
  for (const button of where.querySelectorAll('[data-copy], [data-withdraw]')) button.hidden = false;
}

// A search shows in the picture of the swarm, and would be over with the next news.
document.addEventListener('searching', () => {
  if (performance.now() - newsAt > SEARCH_MILLIS) news().catch(() => {});
});

setInterval(() => document.hidden || news().catch(() => {}), NEWS_MILLIS);

// ---- colours

const THEMES = ['system', 'light', 'dark'];

function paint(theme) {
  document.documentElement.dataset.theme = theme;
  byId('theme').lastElementChild.textContent = theme;
}

byId('theme').addEventListener('click', () => {
  const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  localStorage.setItem('theme', next);
  paint(next);
});

paint(THEMES.includes(localStorage.getItem('theme')) ? localStorage.getItem('theme') : 'system');
byId('theme').hidden = false;
byId('announce').hidden = false;
byId('meet').hidden = false;
reveal(document);
sample().catch(() => {});
if (location.hash.length > 1) {
  byId('name').value = decodeURIComponent(location.hash.slice(1));
  begin(byId('name').value);
}
