// What the page does beyond showing: a look-up as it goes on, names to announce, colours, and news every few seconds. All
// that is drawn from data is drawn by the server; here, texts of others become text and never markup.

const NEWS_MILLIS = 5000;
const PROOFS = { own: 'this node', none: 'not proved', legacy: 'challenge signed', record: 'signed record' };
const byId = (id) => document.getElementById(id);

// ---- a look-up

let events;

function lookUp(name) {
  events?.close();
  byId('timeline').replaceChildren();
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
  events.addEventListener('end', (event) => {
    events.close();
    const { afterMillis, state, unverified } = JSON.parse(event.data);
    const time = seconds(afterMillis);
    byId('progress').textContent = found > 0 ? `${found} found in ${time}`
      : unverified ? `Somebody claims this name, but nobody has proved to own it (${time}).`
      : state === 'ended' ? `Nobody announces this name (${time}).` : `Nothing found in ${time}.`;
  });
  events.onerror = () => {
    events.close();
    byId('progress').textContent = 'The node refuses: is this a name?';
  };
}

function show({ endpoint, proof, afterMillis }) {
  const item = document.createElement('li');
  const dot = document.createElement('i');
  // The square root of ten seconds: most come early, and would crowd there.
  dot.style.left = `${Math.min(100, Math.sqrt(afterMillis / 10000) * 100)}%`;
  item.append(
    element('time', `+${seconds(afterMillis)}`), element('span', endpoint, 'mono endpoint'),
    element('span', PROOFS[proof] ?? proof, 'badge'), element('span', '', 'track'));
  item.lastChild.append(dot);
  item.lastChild.setAttribute('aria-hidden', 'true');
  byId('timeline').append(item);
}

function element(tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

const seconds = (millis) => millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`;

byId('lookup').addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = encodeURIComponent(byId('name').value.trim());
  lookUp(byId('name').value.trim());
});

// ---- names

async function change(method, parameters, done) {
  const answer = await fetch('/api/v1/announcements?' + new URLSearchParams(parameters), { method });
  byId('said').textContent = answer.ok ? done : await answer.text();
  await news();
}

byId('announce').addEventListener('submit', (event) => {
  event.preventDefault();
  const parameters = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
  change('POST', parameters, `${parameters.name} is announced.`);
});

document.addEventListener('click', async (event) => {
  const { copy, withdraw } = event.target.dataset;
  if (withdraw) change('DELETE', { name: withdraw }, `${withdraw} is announced no longer.`);
  if (copy) {
    await navigator.clipboard.writeText(copy);
    byId('said').textContent = `${copy} copied.`;
  }
});

// ---- news

async function news() {
  const answer = await fetch('/');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const replacement = fresh.getElementById(part.id);
    // Whoever is about to press a button must not lose it.
    const same = replacement.innerHTML === part.innerHTML;
    if (!same && !part.contains(document.activeElement)) part.replaceChildren(...replacement.childNodes);
  }
  reveal();
}

function reveal() {
  for (const button of document.querySelectorAll('[data-copy], [data-withdraw]')) button.hidden = false;
}

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
reveal();
if (location.hash.length > 1) {
  byId('name').value = decodeURIComponent(location.hash.slice(1));
  lookUp(byId('name').value);
}
