// Makes elements of HTML and SVG. Text becomes text, never markup.

const SVG = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

export function element(tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

export function shape(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A row of a table, whose first cell says what it is about. */
export function row(first, ...others) {
  const made = document.createElement('tr');
  const head = element('th', first, 'mono');
  head.scope = 'row';
  made.append(head, ...others.map((text) => element('td', text, 'short')));
  return made;
}

export const duration = (millis) =>
  millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
